import numpy as np
import pytest
from numpy.testing import assert_allclose

from insight.statistics.bootstrap import MOST_UNITS, clustered_share, incidence_at
from insight.statistics.curves import at_day
from insight.statistics.event_counts import count_events
from insight.statistics.proportions import wilson
from insight.statistics.survival import incidence

RNG = np.random.default_rng(10)


def test_the_value_at_a_horizon_is_the_aalen_johansen_one() -> None:
    days, event = RNG.integers(1, 400, 250), RNG.integers(0, 3, 250)
    counts = count_events(days, event)
    curve = incidence(counts.events, counts.others, counts.censored)

    for horizon in (1, 90, 180, 365):
        found = incidence_at(horizon, days, event, np.arange(250), seed=1)

        expected = at_day(counts.days, curve, horizon)
        assert_allclose(found.value, expected.value, atol=1e-12)
        assert_allclose(found.low, expected.low, atol=0.02)
        assert_allclose(found.high, expected.high, atol=0.02)


def test_a_seed_gives_the_same_limits_and_another_one_others() -> None:
    days, event = RNG.integers(1, 100, 200), RNG.integers(0, 3, 200)

    first, again, other = (
        incidence_at(90, days, event, np.arange(200), seed=seed) for seed in (1, 1, 2)
    )

    assert first == again
    assert (other.low, other.high) != (first.low, first.high)


def test_exits_of_one_account_are_drawn_together() -> None:
    days, event = RNG.integers(1, 100, 200), RNG.integers(0, 3, 200)
    twice = np.tile(days, 2), np.tile(event, 2)

    alone = incidence_at(90, days, event, np.arange(200), seed=4)
    doubled = incidence_at(90, *twice, np.tile(np.arange(200), 2), seed=4)
    apart = incidence_at(90, *twice, np.arange(400), seed=4)

    assert_allclose(doubled.high - doubled.low, alone.high - alone.low)
    assert apart.high - apart.low < 0.85 * (alone.high - alone.low)


def test_many_accounts_are_drawn_in_random_groups() -> None:
    n = 3 * MOST_UNITS
    days, event = RNG.integers(1, 100, n), RNG.integers(0, 3, n)

    grouped = incidence_at(50, days, event, np.arange(n), seed=5)

    counts = count_events(days, event)
    curve = incidence(counts.events, counts.others, counts.censored)
    expected = at_day(counts.days, curve, 50)
    width = expected.high - expected.low
    assert_allclose(grouped.value, expected.value)
    assert_allclose(grouped.high - grouped.low, width, rtol=0.1)


def test_a_horizon_after_the_end_of_watching_is_nan_unless_all_is_decided() -> None:
    undecided = incidence_at(10, [1, 2, 3], [1, 2, 0], ["a", "b", "c"], seed=1)
    decided = incidence_at(10, [1, 2, 3], [1, 2, 1], ["a", "b", "c"], seed=1)

    assert np.isnan(undecided.value)
    assert_allclose(decided.value, 2 / 3)
    assert np.isnan(incidence_at(10, [], [], [], seed=1).value)


def test_a_cause_that_never_occurs_is_zero_in_every_draw() -> None:
    found = incidence_at(2, [1, 2, 3], [2, 0, 0], [1, 2, 3], seed=1)

    assert (found.value, found.low, found.high) == (0, 0, 0)


def test_looks_at_one_account_are_drawn_together() -> None:
    hits, one_look = np.repeat([0, 1], [80, 20]), np.ones(100)

    single = clustered_share(hits, one_look, seed=1)
    repeated = clustered_share(12 * hits, 12 * one_look, seed=1)

    low, high = wilson(20, 100)
    assert single == repeated
    assert single.value == 0.2
    assert (single.low, single.high) == pytest.approx((low[0], high[0]), abs=0.02)


def test_where_all_or_no_looks_are_hits_the_limits_are_those_of_so_many_accounts() -> (
    None
):
    none = clustered_share([0, 0, 0], [12, 12, 12], seed=1)

    assert (none.value, none.low) == (0, 0)
    assert none.high == pytest.approx(float(wilson(0, 3)[1][0]))
    assert np.isnan(clustered_share([], [], seed=1).value)
