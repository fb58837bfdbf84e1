import numpy as np
import pytest

from insight.statistics.concordance import concordance


@pytest.mark.parametrize(
    ("days", "event", "score", "expected"),
    [
        pytest.param([1, 2, 3], [1, 1, 1], [9, 5, 1], 1.0, id="perfect"),
        pytest.param([1, 2, 3], [1, 1, 1], [1, 5, 9], 0.0, id="reversed"),
        pytest.param([1, 2, 3], [1, 1, 1], [4, 4, 4], 0.5, id="no opinion"),
        pytest.param([2, 2, 2], [1, 1, 0], [1, 2, 0], 1.0, id="tie with a censored"),
        pytest.param([1, 2, 3], [0, 1, 0], [0, 1, 2], 0.0, id="censored before"),
    ],
)
def test_pairs_count_where_one_goes_while_the_other_is_watched(
    days: list[int], event: list[int], score: list[float], expected: float
) -> None:
    assert concordance(days, event, score) == expected


def test_nobody_to_compare_is_nan() -> None:
    assert np.isnan(concordance([1, 2], [0, 0], [1, 2]))
    assert np.isnan(concordance([], [], []))


def test_every_pair_counted_by_hand_agrees() -> None:
    rng = np.random.default_rng(9)
    days, event = rng.integers(1, 20, 80), rng.random(80) < 0.6
    score = rng.integers(0, 6, 80)

    found = concordance(days, event, score)

    won = pairs = 0.0
    for i in np.flatnonzero(event):
        for j in range(80):
            if days[j] > days[i] or (days[j] == days[i] and not event[j]):
                pairs += 1
                won += (score[i] > score[j]) + (score[i] == score[j]) / 2
    assert found == pytest.approx(won / pairs)
