from time import perf_counter

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from statsmodels.duration.survfunc import CumIncidenceRight

from insight.statistics.curves import survival_curve
from insight.statistics.event_counts import EventCounts, count_events
from insight.statistics.survival import at_risk, incidence, kaplan_meier

NOBODY = np.zeros(0, dtype=np.int64)
watches = st.lists(
    st.tuples(st.integers(0, 20), st.integers(0, 2)), min_size=1, max_size=60
)


def test_a_single_cause_gives_one_minus_kaplan_meier_and_its_error() -> None:
    counts = count_events([2, 3, 3, 5, 8, 8], [1, 1, 0, 1, 0, 1])

    alone = incidence(counts.events, counts.others, counts.censored)

    curve = survival_curve(counts)
    assert_allclose(alone.share, 1 - curve.share)
    assert_allclose(alone.error[:3], curve.error[:3])
    assert_allclose(
        alone.share, kaplan_meier(counts.events, counts.censored).share, rtol=0
    )


def test_a_cause_that_never_occurs_has_incidence_zero_with_limits() -> None:
    counts = count_events([2, 3, 5], [2, 2, 0], cause=1)

    found = incidence(counts.events, counts.others, counts.censored)

    assert_array_equal([found.share, found.error, found.low], np.zeros((3, 3)))
    # 1 - .025^(1/3): none of the three, whose fates are known on each day.
    assert_allclose(found.high, [0.7076] * 3, atol=5e-5)


def test_none_and_all_of_thirty_have_exact_limits() -> None:
    none = incidence(np.array([0]), np.array([0]), np.array([30]))
    every = incidence(np.array([30]), np.array([0]), np.array([0]))

    assert_allclose([none.low[0], none.high[0]], [0, 0.1157], atol=5e-5)
    assert_allclose([every.low[0], every.high[0]], [0.8843, 1], atol=5e-5)


def test_with_everybody_censored_nothing_happens() -> None:
    counts = count_events([2, 3, 5], [0, 0, 0])

    found = incidence(counts.events, counts.others, counts.censored)

    assert_array_equal(found.share, [0, 0, 0])
    assert_array_equal(survival_curve(counts).share, [1, 1, 1])


def test_nobody_gives_an_empty_curve() -> None:
    found = incidence(NOBODY, NOBODY, NOBODY)

    assert [len(values) for values in (found.share, found.low, found.high)] == [0] * 3
    assert len(survival_curve(count_events([], [])).share) == 0


def test_those_who_join_on_a_day_are_at_risk_from_the_next() -> None:
    watched = at_risk(np.array([0, 1, 1, 1]), entered=np.array([2, 1, 0, 0]))

    assert_array_equal(watched, [0, 2, 2, 1])


def test_more_cannot_leave_than_have_joined() -> None:
    with pytest.raises(ValueError, match="more leave"):
        at_risk(np.array([1, 1]), entered=np.array([1, 1]))


@settings(deadline=None)
@given(watches)
def test_the_causes_and_those_left_sum_to_one(rows: list[tuple[int, int]]) -> None:
    days, events = np.array(rows).T
    first, second = (count_events(days, events, cause=cause) for cause in (1, 2))

    gone = [incidence(c.events, c.others, c.censored).share for c in (first, second)]

    total = first.events + first.others
    left = survival_curve(
        EventCounts(first.days, total, np.zeros_like(total), first.censored)
    )
    assert_allclose(gone[0] + gone[1] + left.share, 1, atol=1e-12)


@settings(deadline=None)
@given(watches)
@example([(0, 1), (1, 1), (2, 0), (2, 1), (3, 1)])
def test_limits_enclose_the_share_inside_zero_and_one(
    rows: list[tuple[int, int]],
) -> None:
    counts = count_events(*np.array(rows).T)

    found = incidence(counts.events, counts.others, counts.censored)

    assert (found.low >= 0).all()
    assert (found.low <= found.share + 1e-12).all()
    assert (found.share <= found.high + 1e-12).all()
    assert (found.high <= 1).all()


def test_shares_and_errors_equal_those_of_statsmodels_with_ties() -> None:
    rng = np.random.default_rng(5)
    days, events = rng.integers(1, 40, 300), rng.integers(0, 3, 300)
    counts = count_events(days, events, cause=2)

    found = incidence(counts.events, counts.others, counts.censored)

    theirs = CumIncidenceRight(days, events)
    assert_array_equal(theirs.times, counts.days)
    assert_allclose(found.share, theirs.cinc[1])
    assert_allclose(found.error[:-1], theirs.cinc_se[1][:-1])


def test_the_order_of_rows_changes_nothing() -> None:
    rng = np.random.default_rng(6)
    days, events = rng.integers(1, 9, 200), rng.integers(0, 3, 200)
    order = rng.permutation(200)

    one, other = count_events(days, events), count_events(days[order], events[order])

    found = [incidence(c.events, c.others, c.censored) for c in (one, other)]
    assert_array_equal(found[0].share, found[1].share)
    assert_array_equal(found[0].high, found[1].high)


def test_six_hundred_thousand_exits_take_less_than_fifty_milliseconds() -> None:
    rng = np.random.default_rng(7)
    days, events = rng.integers(0, 3650, 600_000), rng.choice(3, 600_000)
    counts = count_events(days, events)

    def seconds() -> float:
        start = perf_counter()
        incidence(counts.events, counts.others, counts.censored)
        survival_curve(counts)
        return perf_counter() - start

    assert min(seconds() for _ in range(5)) < 0.05


def test_everybody_is_everybody_whatever_the_rounding_of_the_parts() -> None:
    events = np.array([1, 2, 3, 5, 7, 11, 13, 1])

    found = kaplan_meier(events, np.zeros_like(events))

    assert found.share[-1] == 1.0
    assert found.low[-1] < 1.0
    assert np.isfinite([found.low, found.high]).all()
