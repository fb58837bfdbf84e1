import pytest

from insight.metrics.answers import Answer, above, fewer, more
from insight.statistics.effects import HazardRatio
from insight.statistics.estimates import Estimate, Refusal


def ratio(low: float, high: float) -> HazardRatio:
    estimate = Estimate((low + high) / 2, low, high)
    return HazardRatio(estimate, 0.0, 0.1, 0.5, 400, 40, 100, 20)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (1.01, 3.0, Answer.YES),
        (1.0, 3.0, Answer.CANNOT_TELL),
        (0.7, 1.5, Answer.CANNOT_TELL),
        (0.7, 1.49, Answer.NO),
        (0.2, 0.9, Answer.NO),
    ],
)
def test_more_is_told_where_the_interval_leaves_no_doubt(
    low: float, high: float, said: Answer
) -> None:
    assert more(ratio(low, high)) is said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.3, 0.99, Answer.YES),
        (0.3, 1.0, Answer.CANNOT_TELL),
        (0.66, 1.4, Answer.CANNOT_TELL),
        (0.67, 1.4, Answer.NO),
        (1.1, 5.0, Answer.NO),
    ],
)
def test_fewer_is_told_as_more_is_on_the_other_side_of_1(
    low: float, high: float, said: Answer
) -> None:
    assert fewer(ratio(low, high)) is said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (0.51, 0.7, Answer.YES),
        (0.5, 0.7, Answer.CANNOT_TELL),
        (0.3, 0.5, Answer.CANNOT_TELL),
        (0.3, 0.49, Answer.NO),
    ],
)
def test_a_share_is_above_a_line_where_the_whole_interval_is(
    low: float, high: float, said: Answer
) -> None:
    assert above(Estimate((low + high) / 2, low, high), 0.5) is said


def test_without_a_number_nothing_can_be_told() -> None:
    nothing = Refusal("Too few.")

    told = {more(nothing), fewer(nothing), above(nothing, 0.5)}

    assert told == {Answer.CANNOT_TELL}
