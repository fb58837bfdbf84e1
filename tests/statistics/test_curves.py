import numpy as np
from numpy.testing import assert_allclose, assert_array_equal

from insight.statistics.curves import at_day, median, survival_curve
from insight.statistics.estimates import difference
from insight.statistics.event_counts import count_events
from insight.statistics.survival import incidence


def test_a_median_that_is_not_reached_is_nan() -> None:
    curve = survival_curve(count_events([1, 2, 3, 4], [1, 0, 0, 0]))

    assert np.isnan(median(curve).value)


def test_a_median_is_the_first_day_with_exactly_half_left() -> None:
    curve = survival_curve(count_events([1, 2, 3, 4, 5, 6], [1] * 6))

    assert median(curve).value == 3


def test_a_median_has_limits_where_those_of_the_curve_cross_half() -> None:
    curve = survival_curve(count_events(range(1, 41), [1] * 40))

    found = median(curve)

    assert found.value == 20
    at = {day: at_day(curve.days, curve, day) for day in range(1, 41)}
    assert found.low == min(day for day, value in at.items() if value.low <= 0.5)
    assert found.high == min(day for day, value in at.items() if value.high <= 0.5)


def test_a_curve_at_a_horizon_is_its_value_since_the_last_event() -> None:
    curve = survival_curve(count_events([2, 4, 9, 9], [1, 1, 0, 0]))

    found = [at_day(curve.days, curve, day).value for day in (1, 2, 5, 9)]

    assert found == [1.0, 0.75, 0.5, 0.5]


def test_a_horizon_after_the_end_of_watching_has_no_value() -> None:
    counts = count_events([2, 4], [1, 0])
    returns = incidence(counts.events, counts.others, counts.censored)

    assert np.isnan(at_day(counts.days, returns, 5).value)
    assert np.isnan(at_day(np.zeros(0), returns, 1).value)
    assert at_day(counts.days, returns, 1).value == 0


def test_limits_end_where_nobody_is_left() -> None:
    curve = survival_curve(count_events([1, 2], [1, 1]))

    assert_array_equal(curve.share, [0.5, 0])
    assert_array_equal(
        np.isnan([curve.error, curve.low, curve.high]), [[False, True]] * 3
    )


def test_competing_events_end_a_watch_like_censoring() -> None:
    competing = survival_curve(count_events([1, 2, 3], [2, 1, 1]))
    censored = survival_curve(count_events([1, 2, 3], [0, 1, 1]))

    assert_array_equal(competing.share, censored.share)


def test_a_difference_at_a_horizon_has_limits_from_both_curves() -> None:
    days = np.arange(1, 41)
    early = survival_curve(count_events(days, np.ones(40)))
    late = survival_curve(count_events(days + 10, np.ones(40)))
    first, second = (at_day(c.days, c, 20) for c in (late, early))

    found = difference(first, second)

    assert_allclose(found.value, 0.25)
    assert_allclose(found.low, 0.25 - np.hypot(0.75 - first.low, second.high - 0.5))
    assert_allclose(found.high, 0.25 + np.hypot(first.high - 0.75, 0.5 - second.low))
