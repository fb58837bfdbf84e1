import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_array_equal

from insight.statistics.event_counts import count_events, count_groups


def test_events_others_and_censored_are_counted_per_day() -> None:
    counts = count_events([3, 1, 3, 3, 7], [1, 0, 2, 1, 1])

    assert_array_equal(counts.days, [1, 3, 7])
    assert_array_equal(counts.events, [0, 2, 1])
    assert_array_equal(counts.others, [0, 1, 0])
    assert_array_equal(counts.censored, [1, 0, 0])
    assert_array_equal(counts.at_risk, [5, 4, 1])


def test_a_watch_that_begins_later_is_at_risk_after_that_day() -> None:
    counts = count_events([4, 6], [1, 1], entry=[1, 4])

    assert_array_equal(counts.days, [1, 4, 6])
    assert_array_equal(counts.at_risk, [0, 1, 1])


def test_a_watch_cannot_end_on_the_day_it_begins() -> None:
    with pytest.raises(ValueError, match="ends on or before"):
        count_events([4], [1], entry=[4])
    with pytest.raises(ValueError, match="ends on or before"):
        count_groups([4], [1], ["a"], entry=[4])


def test_groups_share_their_days_and_count_who_is_left_in_each() -> None:
    (counts,) = count_groups(
        pl.Series([1, 2, 2, 3]),
        pl.Series([1, 1, 0, 2]),
        pl.Series(["a", "b", "a", "b"]),
    )

    assert counts.groups.tolist() == ["a", "b"]
    assert_array_equal(counts.events, [[1, 0], [0, 1]])
    assert_array_equal(counts.at_risk, [[2, 1], [2, 2]])


def test_groups_of_strata_are_counted_apart_with_the_same_groups() -> None:
    first, second = count_groups(
        [1, 2, 3], [1, 1, 1], ["a", "b", "a"], stratum=["x", "x", "y"]
    )

    assert first.groups.tolist() == second.groups.tolist() == ["a", "b"]
    assert_array_equal(first.at_risk, [[1, 0], [1, 1]])
    assert_array_equal(second.at_risk, [[1], [0]])


def test_groups_that_begin_later_are_at_risk_after_that_day() -> None:
    (counts,) = count_groups([2, 5], [1, 1], [0, 1], entry=[0, 2])

    assert_array_equal(counts.at_risk, [[1, 0], [0, 1]])


def test_no_rows_are_no_strata() -> None:
    assert count_groups(np.zeros(0), np.zeros(0), np.zeros(0)) == []


@pytest.mark.parametrize("days", [[], [5], [9, -2, 5, 5, 9], [2**40, 3, 3]])
def test_whole_days_are_placed_as_fractions_are(days: list[int]) -> None:
    event = [day % 2 for day in days]

    whole = count_events(days, event)
    fractions = count_events([day + 0.5 for day in days], event)

    assert_array_equal(whole.days + 0.5, fractions.days)
    assert_array_equal(whole.events, fractions.events)
    assert_array_equal(whole.at_risk, fractions.at_risk)
