from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from insight.metrics.files import everything
from insight.metrics.selection import Selection
from insight.metrics.tenure import exits_by_grace, tenure_curves, tenures

# Four customers, watched from 2025-01-01 (the data) to 2025-01-31.
# A since 2024-12-22, left on 2025-01-06: joins at 9 days, leaves at 15.
# B since 2025-01-01, left on 2025-01-11: 10 days.
# C since 2025-01-01, still there: watched for 30 days.
# D since 2024-12-22, still there: joins at 9 days, watched for 40.
SPELLS = [
    ("A", "2024-12-22", "2025-01-06"),
    ("B", "2025-01-01", "2025-01-11"),
    ("C", "2025-01-01", None),
    ("D", "2024-12-22", None),
]


@pytest.fixture
def four(facts_of: Any, world: Any, phase: Any) -> Any:
    tables = world(
        accounts=[{"account_id": a, "segment": a} for a, *_ in SPELLS],
        subscriptions=[phase(account, *days, 10) for account, *days in SPELLS],
    )
    return facts_of(tables, as_of="2025-01-31")


def test_customers_older_than_the_data_join_the_watch_at_their_age(four: Any) -> None:
    curve = tenure_curves(four, everything(four))

    # Day 10: A, B, C, D at risk, 3/4 stay. Day 15: A, C, D, so 3/4 x 2/3.
    expected = pl.DataFrame(
        {
            "group": ["all customers"] * 6,
            "day": [0, 9, 10, 15, 30, 40],
            "at_risk": [0, 2, 4, 3, 2, 1],
            "exits": [0, 0, 1, 1, 0, 0],
            "share": [1.0, 1.0, 3 / 4, 1 / 2, 1 / 2, 1 / 2],
        }
    )
    assert_frame_equal(curve.drop("low", "high"), expected)


def test_the_median_is_the_first_day_with_half_left(four: Any) -> None:
    row = tenures(four, everything(four)).row(0, named=True)

    assert (row["spells"], row["exits"], row["median_days"]) == (4, 2, 15)
    assert (row["low"], row["high"]) == (10, None)


def test_a_median_not_reached_is_null_for_each_group(four: Any) -> None:
    medians = tenures(four, everything(four), by="segment")

    assert medians.select("group", "spells", "exits", "median_days").rows() == [
        ("A", 1, 1, 15),
        ("B", 1, 1, 10),
        ("C", 1, 0, None),
        ("D", 1, 0, None),
    ]


def test_a_merge_ends_the_watch_without_an_exit(
    facts_of: Any, world: Any, phase: Any
) -> None:
    merged = {"merged_into_account_id": "B", "merged_date": "2025-02-01"}
    tables = world(
        accounts=[{"account_id": "A", **merged}, {"account_id": "B"}],
        subscriptions=[
            phase("A", "2025-01-01", None, 10),
            phase("B", "2025-01-01", None, 20),
        ],
    )
    facts = facts_of(tables, as_of="2025-03-31")

    assert tenures(facts, everything(facts))["exits"].to_list() == [0]


def test_a_leaver_before_the_selected_months_is_not_watched_in_them(four: Any) -> None:
    february = Selection(four.last_month + 1, four.last_month + 1)

    assert tenure_curves(four, february).is_empty()
    assert tenures(four, february).is_empty()


def test_a_shorter_grace_makes_more_exits_of_the_mini_world(mini_facts: Any) -> None:
    exits = exits_by_grace(mini_facts, everything(mini_facts))

    expected = pl.DataFrame(
        {"grace_days": [7, 30, 60], "exits": [13, 11, 11], "returned": [4, 2, 2]}
    )
    assert_frame_equal(exits.drop("provisional"), expected)
    assert dict(exits.select("grace_days", "provisional").rows())[30] == 1


def test_exits_at_the_grace_in_force_are_the_exits_of_the_facts(
    mini_facts: Any,
) -> None:
    chosen = Selection(mini_facts.first_month + 7, mini_facts.last_month)

    again = exits_by_grace(mini_facts, chosen, graces=[30])

    left = chosen.within(mini_facts.exits).collect("polars").to_native()
    assert again["exits"].to_list() == [left.height]
    assert again["provisional"].to_list() == [left["provisional"].sum()]
