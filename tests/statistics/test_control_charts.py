import numpy as np
import pytest
from numpy.testing import assert_allclose

from insight.statistics.control_charts import (
    Signals,
    XmrLimits,
    locked_limits,
    signals,
    xmr_limits,
)
from insight.statistics.estimates import Refusal

LIMITS = XmrLimits(mean=10, mean_range=2, lower=4, upper=16, range_upper=6.5)


def marked(found: Signals) -> tuple[list[int], list[int], list[int]]:
    outside, run, near = (
        np.flatnonzero(flags).tolist()
        for flags in (found.outside, found.run, found.near)
    )
    return outside, run, near


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param([10, 17, 10, 3, 16], ([1, 3], [], []), id="outside"),
        pytest.param([9, *[11] * 8, 9], ([], [*range(1, 9)], []), id="eight above"),
        pytest.param([9] * 9, ([], [*range(9)], []), id="nine below"),
        pytest.param([11] * 7 + [10] + [11] * 7, ([], [], []), id="on the mean"),
        pytest.param([9, 14, 11, 14, 14, 9], ([], [], [1, 3, 4]), id="three of four"),
        pytest.param([14, 6, 14, 6, 14, 6], ([], [], []), id="not the same limit"),
        pytest.param([13, 13, 13, 13], ([], [], []), id="halfway is not nearer"),
        pytest.param([14, 14, 14], ([], [], []), id="fewer than four points"),
        pytest.param([], ([], [], []), id="no point"),
    ],
)
def test_signals(
    values: list[float], expected: tuple[list[int], list[int], list[int]]
) -> None:
    assert marked(signals(values, LIMITS)) == expected


def test_a_signal_by_any_rule_counts() -> None:
    found = signals([17, 10, 10, 10, *[11] * 8], LIMITS)

    assert np.flatnonzero(found.any).tolist() == [0, *range(4, 12)]


def test_locked_limits_do_not_move_with_later_weeks() -> None:
    first = np.tile([4.0, 6.0], 26)

    found = locked_limits(np.concatenate([first, [50.0] * 20]))

    assert found == xmr_limits(first)
    assert found == XmrLimits(5, 2, 5 - 5.32, 5 + 5.32, 6.536)


def test_too_few_weeks_are_no_baseline() -> None:
    found = locked_limits([5.0] * 25 + [np.nan] * 3)

    assert isinstance(found, Refusal)
    assert found.reason == "25 of the 26 weeks it takes to set limits."


def test_weeks_without_a_measurement_are_left_out() -> None:
    limits = xmr_limits([4, 6, np.nan, 6, 4])

    assert_allclose([limits.mean, limits.mean_range], [5, 2])
    assert not signals([np.nan] * 9, limits).any.any()


def test_a_single_week_has_no_limits_and_no_signal() -> None:
    limits = xmr_limits([5])

    assert np.isnan(limits.upper)
    assert not signals([5, 500], limits).any.any()
