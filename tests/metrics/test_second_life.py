from typing import Any

import pytest

from insight.metrics.files import everything
from insight.metrics.frame import polars
from insight.metrics.second_life import (
    reasons_again,
    second_life_curves,
    second_life_shares,
    second_lives,
)
from insight.metrics.selection import Selection


def _lives(facts: Any, selection: Any) -> list[tuple[Any, ...]]:
    lives = polars(second_lives(facts, selection)).sort("account_id", "return_day")
    return lives.select("account_id", "lived", "left_again").rows()


def test_two_came_back_in_the_mini_world_and_one_left_again(mini_facts: Any) -> None:
    # A11 1 Jul to 10 Dec 2025; A12 since 20 Jan 2026, watched to 28 Feb
    everyone = everything(mini_facts)

    assert _lives(mini_facts, everyone) == [("A11", 162, 1), ("A12", 39, 0)]
    assert second_life_curves(mini_facts, everyone).select(
        "day", "at_risk", "exits", "share"
    ).rows() == [(39, 2, 0, 1.0), (162, 1, 1, 0.0)]
    assert reasons_again(mini_facts, everyone).rows() == [
        ("uncontrollable", "resolvable", 1)
    ]


def test_returns_are_those_of_the_selected_months(mini_facts: Any) -> None:
    july = Selection(666, 666)

    assert _lives(mini_facts, july) == [("A11", 162, 1)]


@pytest.fixture
def returned(world: Any, facts_of: Any, phase: Any) -> Any:
    tables = world(
        accounts=[
            {"account_id": "A"},
            {"account_id": "B", "merged_into_account_id": "A"}
            | {"merged_date": "2025-06-01"},
        ],
        subscriptions=[
            phase("A", "2024-01-01", "2024-02-01", 100),
            phase("A", "2024-04-01", "2024-05-01", 100),
            phase("A", "2024-08-01", None, 100),
            phase("B", "2024-01-01", "2024-02-01", 100),
            phase("B", "2025-01-01", "2025-06-01", 100),
        ],
    )
    return facts_of(tables, as_of="2025-12-31")


def test_each_return_is_a_life_of_its_own_and_a_merge_ends_the_watch(
    returned: Any,
) -> None:
    lives = _lives(returned, everything(returned))

    assert lives == [("A", 30, 1), ("A", 517, 0), ("B", 151, 0)]


def test_shares_are_told_at_the_horizons(returned: Any) -> None:
    shares = second_life_shares(returned, everything(returned))

    told = shares.select("horizon", "n", "exits", "share").rows()
    assert told == [
        (90, 3, 1, pytest.approx(2 / 3)),
        (180, 3, 1, pytest.approx(2 / 3)),
        (365, 3, 1, pytest.approx(2 / 3)),
    ]
    assert shares["median_days"].to_list() == [None] * 3


def test_groups_are_those_of_the_exit_they_came_back_from(mini_facts: Any) -> None:
    shares = second_life_shares(mini_facts, everything(mini_facts), by="reason_group")

    groups = shares.select("group", "n", "exits").unique(maintain_order=True)
    assert groups.rows() == [("resolvable", 1, 0), ("uncontrollable", 1, 1)]


def test_records_alone_tell_a_second_life(world: Any, facts_of: Any) -> None:
    left = [("X1", "2024-01-01"), ("X2", "2024-09-01")]
    tables = world(
        accounts=[{"account_id": "A"}],
        exits=[
            {"exit_id": key, "account_id": "A", "exit_date": day} for key, day in left
        ],
        win_backs=[
            {"win_back_id": "W", "account_id": "A", "return_date": "2024-06-01"}
        ],
    )
    facts = facts_of(tables, as_of="2025-06-30")

    assert _lives(facts, everything(facts)) == [("A", 92, 1)]


def test_no_returns_give_empty_frames(world: Any, facts_of: Any) -> None:
    facts = facts_of(world(accounts=[{"account_id": "A"}]), as_of="2026-01-31")

    assert second_life_curves(facts, everything(facts)).is_empty()
    assert second_life_shares(facts, everything(facts)).is_empty()
    assert reasons_again(facts, everything(facts)).is_empty()
