from typing import Any

import pytest

from insight.metrics.files import exits_file, spells_file

Row = tuple[Any, ...]

MERGED = [
    {
        "account_id": "A",
        "merged_into_account_id": "B",
        "merged_date": "2025-06-01",
    },
    {"account_id": "B"},
]


def _spells(facts: Any) -> list[tuple[str, str | None, str | None]]:
    rows = spells_file(facts).select("start_date", "end_date", "end_kind").rows()
    return [(str(start), str(end) if end else None, kind) for start, end, kind in rows]


@pytest.fixture
def spells_of(facts_of: Any, world: Any) -> Any:
    def build(
        *phases: Any, accounts: Any = None, as_of: str = "2026-01-31", **choices: int
    ) -> Any:
        known = accounts or [{"account_id": "A"}]
        tables = world(accounts=known, subscriptions=list(phases))
        return _spells(facts_of(tables, as_of=as_of, **choices))

    return build


def test_a_gap_within_the_grace_is_bridged(spells_of: Any, phase: Any) -> None:
    found = spells_of(
        phase("A", "2025-01-01", "2025-03-01", 100), phase("A", "2025-03-31", None, 100)
    )

    assert found == [("2025-01-01", None, None)]


def test_a_gap_of_one_day_more_is_an_exit_and_a_return(
    spells_of: Any, phase: Any
) -> None:
    found = spells_of(
        phase("A", "2025-01-01", "2025-03-01", 100), phase("A", "2025-04-01", None, 100)
    )

    assert found == [("2025-01-01", "2025-03-01", "exit"), ("2025-04-01", None, None)]


def test_without_grace_a_same_day_change_is_still_no_exit(
    spells_of: Any, phase: Any
) -> None:
    found = spells_of(
        phase("A", "2025-01-01", "2025-03-01", 100),
        phase("A", "2025-03-01", None, 120),
        grace_days=0,
    )

    assert found == [("2025-01-01", None, None)]


def test_a_pause_counts_for_ninety_days(spells_of: Any, phase: Any) -> None:
    found = spells_of(
        phase("A", "2025-01-01", "2025-03-01", 100),
        phase("A", "2025-03-01", None, 100, status="paused"),
    )

    assert found == [("2025-01-01", "2025-05-30", "exit")]


def test_back_to_back_pauses_are_one_pause(spells_of: Any, phase: Any) -> None:
    found = spells_of(
        phase("A", "2025-01-01", "2025-03-01", 100),
        phase("A", "2025-03-01", "2025-05-01", 100, status="paused"),
        phase("A", "2025-05-01", None, 101, status="paused"),
    )

    assert found == [("2025-01-01", "2025-05-30", "exit")]


def test_a_paid_day_ends_a_pause(spells_of: Any, phase: Any) -> None:
    found = spells_of(
        phase("A", "2025-01-01", "2025-03-01", 100),
        phase("A", "2025-03-01", "2025-05-01", 100, status="paused"),
        phase("A", "2025-05-01", "2025-05-02", 100),
        phase("A", "2025-05-02", "2025-07-20", 101, status="paused"),
        as_of="2025-12-31",
    )

    assert found == [("2025-01-01", "2025-07-20", "exit")]


def test_past_due_service_ends_when_it_was_unpaid_for_thirty_days(
    spells_of: Any, phase: Any
) -> None:
    found = spells_of(
        phase("A", "2025-01-01", "2025-03-01", 100),
        phase("A", "2025-03-01", None, 100, status="past_due"),
    )

    assert found == [("2025-01-01", "2025-03-31", "exit")]


def test_trials_and_free_plans_are_no_customers(spells_of: Any, phase: Any) -> None:
    found = spells_of(
        phase("A", "2025-01-01", "2025-02-01", 100, status="trial"),
        phase("A", "2025-02-01", None, 0),
    )

    assert found == []


def test_a_test_account_is_in_no_metric(spells_of: Any, phase: Any) -> None:
    found = spells_of(
        phase("A", "2025-01-01", None, 100),
        accounts=[{"account_id": "A", "is_test": True}],
    )

    assert found == []


def test_an_end_after_as_of_is_scheduled_and_not_an_exit(
    spells_of: Any, phase: Any
) -> None:
    found = spells_of(phase("A", "2025-01-01", "2026-02-01", 100))

    assert found == [("2025-01-01", None, None)]


def test_a_merge_into_a_customer_is_a_transfer(
    facts_of: Any, world: Any, phase: Any
) -> None:
    tables = world(
        accounts=MERGED,
        subscriptions=[
            phase("A", "2025-01-01", "2025-06-01", 100),
            phase("B", "2025-01-01", None, 400),
        ],
    )

    facts = facts_of(tables, as_of="2026-01-31")

    assert _spells(facts) == [
        ("2025-01-01", "2025-06-01", "merged"),
        ("2025-01-01", None, None),
    ]
    assert exits_file(facts).is_empty()


def test_a_merge_into_no_customer_is_an_exit_with_the_clock_stopped(
    facts_of: Any, world: Any, phase: Any
) -> None:
    tables = world(
        accounts=MERGED,
        subscriptions=[phase("A", "2025-01-01", "2025-06-01", 100)],
    )

    exits = exits_file(facts_of(tables, as_of="2026-01-31"))

    assert exits.select("days", "event").rows() == [(0, 2)]


def test_service_after_a_merge_is_the_acquirers(
    facts_of: Any, world: Any, phase: Any
) -> None:
    tables = world(
        accounts=MERGED,
        subscriptions=[
            phase("A", "2025-01-01", None, 100),
            phase("B", "2025-03-01", "2025-09-01", 400),
        ],
    )

    facts = facts_of(tables, as_of="2026-01-31")

    assert _spells(facts) == [
        ("2025-01-01", "2025-06-01", "merged"),
        ("2025-03-01", None, None),
    ]
