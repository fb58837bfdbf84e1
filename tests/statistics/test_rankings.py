import pytest

from insight.statistics.conclusions import Answer
from insight.statistics.proportions import wilson
from insight.statistics.rankings import Ranking, ranking, together


def test_the_first_of_a_list_are_held_against_a_lottery_over_all_of_it() -> None:
    found = ranking([True, False, True, False, False, False, True, False], first=3)

    assert (found.first, found.hits, found.listed, found.all_hits) == (3, 2, 8, 3)
    assert found.at_random == pytest.approx(3 * 3 / 8)
    low, high = wilson(2, 3, level=0.9)
    assert found.times is not None
    assert found.times.low == pytest.approx(float(low[0]) / (3 / 8))
    assert found.times.high == pytest.approx(float(high[0]) / (3 / 8))


def test_lists_together_add_up_with_what_each_lottery_would_have_hit() -> None:
    found = together([ranking([True, False], first=1), ranking([False] * 4, first=1)])

    assert found == Ranking(first=2, hits=1, listed=6, all_hits=1, at_random=0.5)


@pytest.mark.parametrize(
    ("found", "answer"),
    [
        (Ranking(100, 23, 1000, 80, 8.0), Answer.YES),
        (Ranking(100, 9, 1000, 80, 8.0), Answer.CANNOT_TELL),
        (Ranking(100, 1, 1000, 80, 8.0), Answer.NO),
        (Ranking(13, 13, 13, 13, 13.0), Answer.CANNOT_TELL),
        (Ranking(25, 4, 1000, 4, 0.1), Answer.CANNOT_TELL),
        (Ranking(25, 0, 1000, 0, 0.0), Answer.CANNOT_TELL),
    ],
)
def test_better_than_at_random_needs_an_interval_above_it(
    found: Ranking, answer: Answer
) -> None:
    assert found.answer is answer
