from typing import Any

import polars as pl
import pytest

from insight.metrics.files import everything, exits_file
from insight.metrics.frame import polars
from insight.metrics.reasons import Basis, meanings, reason_counts


def _record(number: int, account: str, day: str, **more: Any) -> dict[str, Any]:
    return {"exit_id": f"X{number}", "account_id": account, "exit_date": day} | more


def _statuses(facts: Any) -> dict[str, str]:
    return dict(polars(facts.records.select("exit_id", "status")).rows())


@pytest.mark.parametrize(
    ("day", "status"),
    [("2025-04-01", "left"), ("2025-04-02", "not confirmed"), ("2025-01-29", "left")],
)
def test_a_record_describes_an_exit_at_most_31_days_away(
    facts_of: Any, world: Any, phase: Any, day: str, status: str
) -> None:
    tables = world(
        accounts=[{"account_id": "A"}],
        subscriptions=[phase("A", "2024-01-01", "2025-03-01", 100)],
        exits=[_record(1, "A", day)],
    )

    assert _statuses(facts_of(tables, as_of="2026-01-31")) == {"X1": status}


def test_of_two_records_near_an_exit_the_nearer_describes_it(
    facts_of: Any, world: Any, phase: Any
) -> None:
    tables = world(
        accounts=[{"account_id": "A"}],
        subscriptions=[phase("A", "2024-01-01", "2025-03-01", 100)],
        exits=[_record(1, "A", "2025-03-10"), _record(2, "A", "2025-02-27")],
    )

    facts = facts_of(tables, as_of="2026-01-31")

    assert exits_file(facts)["exit_id"].to_list() == ["X2"]
    assert _statuses(facts) == {"X1": "not confirmed", "X2": "left"}


def test_an_exit_without_a_record_is_inferred_and_its_reason_unknown(
    facts_of: Any, world: Any, phase: Any
) -> None:
    tables = world(
        accounts=[{"account_id": "A"}],
        subscriptions=[phase("A", "2024-01-01", "2025-03-01", 100)],
    )

    exits = exits_file(facts_of(tables, as_of="2026-01-31"))

    assert exits.select("inferred", "reason_code", "reason_group").rows() == [
        (1, "unknown", "unknown")
    ]


def test_without_subscriptions_the_records_decide(facts_of: Any, world: Any) -> None:
    tables = world(
        accounts=[
            {"account_id": "A", "start_date": "2024-01-01"},
            {"account_id": "B"},
            {"account_id": "C"},
        ],
        exits=[
            _record(1, "A", "2025-03-01", last_mrr=100, reason_code="merger"),
            _record(2, "B", "2025-03-01", reason_code="no_roi"),
            _record(3, "C", "2025-03-01"),
        ],
        win_backs=[
            {
                "win_back_id": "1",
                "account_id": "A",
                "return_date": "2025-06-01",
                "mrr": 80,
            },
            {
                "win_back_id": "2",
                "account_id": "B",
                "return_date": "2025-03-20",
                "mrr": 10,
            },
        ],
    )

    facts = facts_of(tables, as_of="2026-01-31")
    exits = exits_file(facts).select(
        "account_id", "tenure_days", "last_mrr", "reason_group", "days", "event"
    )

    assert exits.rows() == [
        ("A", 425, 100, "uncontrollable", 92, 1),
        ("C", None, None, "unknown", 336, 0),
    ]
    assert _statuses(facts) == {
        "X1": "returned",
        "X2": "back within grace",
        "X3": "left",
    }


def test_a_second_exit_record_ends_the_wait_for_a_return(
    facts_of: Any, world: Any
) -> None:
    tables = world(
        accounts=[{"account_id": "A"}],
        exits=[_record(1, "A", "2025-03-01"), _record(2, "A", "2025-07-01")],
        win_backs=[
            {"win_back_id": "1", "account_id": "A", "return_date": "2025-12-01"}
        ],
    )

    exits = exits_file(facts_of(tables, as_of="2026-01-31"))

    assert exits.select("exit_id", "days", "event").rows() == [
        ("X1", 122, 0),
        ("X2", 153, 1),
    ]


def test_the_meanings_of_churned_are_told_apart(mini_facts: Any) -> None:
    counted = meanings(mini_facts, everything(mini_facts))

    assert counted.exit_records == 11
    assert counted.accounts_with_record == 10
    assert counted.customers_lost == 11
    assert counted.inferred == 1
    assert counted.reversed_records == 1
    assert counted.unconfirmed_records == 0


def test_reasons_count_records_or_customers_lost(mini_facts: Any) -> None:
    chosen = everything(mini_facts)

    records = reason_counts(mini_facts, chosen, basis=Basis.RECORDS)
    customers = reason_counts(mini_facts, chosen, basis=Basis.CUSTOMERS)

    assert records["exits"].sum() == customers["exits"].sum() == 11
    assert "billing_admin" in records["code"]
    assert "billing_admin" not in customers["code"]
    assert customers.filter(pl.col("code") == "unknown")["exits"].to_list() == [1]


def test_the_unknown_reasons_come_last_and_shares_sum_to_one(mini_facts: Any) -> None:
    counts = reason_counts(mini_facts, everything(mini_facts), basis=Basis.CUSTOMERS)

    known = counts.filter(pl.col("control") != "unknown").height

    assert set(counts["control"][:known]) <= {"ours", "mixed", "not_ours", "not_mapped"}
    assert counts["share"].sum() == pytest.approx(1)
    assert counts["n"].unique().to_list() == [11]
    assert counts.filter(pl.col("code") == "unresolved_issue").select(
        "exits", "mrr"
    ).rows() == [(2, 390)]


def test_two_records_of_one_exit_without_subscriptions_are_one(
    world: Any, facts_of: Any
) -> None:
    def record(exit_id: str, day: str, reason: str) -> dict[str, object]:
        return {
            "exit_id": exit_id,
            "account_id": "A",
            "exit_date": day,
            "reason_code": reason,
        }

    back = {"win_back_id": "W", "account_id": "A", "return_date": "2025-07-01"}
    facts = facts_of(
        world(
            accounts=[{"account_id": "A"}],
            exits=[
                record("X1", "2025-03-15", "not_asked"),
                record("X2", "2025-03-20", "merger"),
                record("X3", "2025-06-20", "merger"),
                record("X4", "2025-07-10", "price_rise"),
            ],
            win_backs=[back],
        ),
        as_of="2025-12-31",
    )

    found = exits_file(facts).select(pl.col("exit_date").cast(pl.String), "exit_id")
    status = polars(facts.records).sort("exit_id")["status"].to_list()
    assert found.rows() == [
        ("2025-03-15", "X2"),
        ("2025-07-10", "X4"),
    ]
    assert status == ["recorded twice", "left", "back within grace", "left"]
