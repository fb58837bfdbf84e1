from datetime import date
from typing import Any

import polars as pl
import pytest

from insight.metrics.bridge import bridge
from insight.metrics.calendar import month_of
from insight.metrics.files import everything, ledger_file, monthly_file, snapshot_file
from insight.metrics.selection import Selection

Moves = list[tuple[str, str, float]]


@pytest.fixture
def moves_of(facts_of: Any, world: Any) -> Any:
    def build(*phases: Any, as_of: str = "2025-12-31") -> tuple[Moves, Moves]:
        tables = world(
            accounts=[{"account_id": "A"}],
            subscriptions=list(phases),
            fx_rates=[{"currency": "EUR", "usd_per_unit": 1.1}],
        )
        first = month_of(date(2025, 1, 1))
        facts = facts_of(tables, as_of=as_of, first_month=first, currency="USD")
        snapshot = snapshot_file(facts).select("month", "kind", "delta").rows()
        ledger = ledger_file(facts).select(pl.col("date").cast(str), "kind", "delta")
        return snapshot, ledger.rows()

    return build


def test_cancel_and_return_inside_one_month_moves_nothing_in_the_snapshot(
    moves_of: Any, phase: Any
) -> None:
    snapshot, ledger = moves_of(
        phase("A", "2024-01-01", "2025-05-06", 150), phase("A", "2025-05-20", None, 150)
    )

    assert snapshot == []
    assert ledger == [
        ("2025-05-06", "contraction", -150),
        ("2025-05-20", "expansion", 150),
    ]


def test_new_and_gone_in_one_month_is_in_the_ledger_alone(
    moves_of: Any, phase: Any
) -> None:
    snapshot, ledger = moves_of(phase("A", "2025-05-03", "2025-05-25", 40))

    assert snapshot == []
    assert ledger == [("2025-05-03", "new", 40), ("2025-05-25", "churn", -40)]


def test_up_and_down_inside_a_month_is_nothing_in_the_snapshot(
    moves_of: Any, phase: Any
) -> None:
    snapshot, ledger = moves_of(
        phase("A", "2024-01-01", "2025-05-05", 100),
        phase("A", "2025-05-05", "2025-05-20", 130),
        phase("A", "2025-05-20", None, 100),
    )

    assert snapshot == []
    assert ledger == [
        ("2025-05-05", "expansion", 30),
        ("2025-05-20", "contraction", -30),
    ]


def test_one_of_two_subscriptions_cancelled_is_contraction(
    moves_of: Any, phase: Any
) -> None:
    snapshot, _ = moves_of(
        phase("A", "2024-01-01", None, 400), phase("A", "2024-01-01", "2025-05-15", 90)
    )

    assert snapshot == [("2025-05", "contraction", -90)]


def test_a_pause_is_contraction_and_its_end_expansion(
    moves_of: Any, phase: Any
) -> None:
    snapshot, _ = moves_of(
        phase("A", "2024-01-01", "2025-05-15", 100),
        phase("A", "2025-05-15", "2025-07-01", 100, status="paused"),
        phase("A", "2025-07-01", None, 100),
    )

    assert snapshot == [("2025-05", "contraction", -100), ("2025-07", "expansion", 100)]


def test_an_exit_during_a_pause_moves_no_mrr(moves_of: Any, phase: Any) -> None:
    snapshot, _ = moves_of(
        phase("A", "2024-01-01", "2025-05-15", 100),
        phase("A", "2025-05-15", "2025-07-01", 100, status="paused"),
    )

    assert snapshot == [("2025-05", "contraction", -100)]


def test_coming_back_after_the_grace_is_reactivation(moves_of: Any, phase: Any) -> None:
    snapshot, _ = moves_of(
        phase("A", "2024-01-01", "2025-05-15", 100), phase("A", "2025-08-01", None, 70)
    )

    assert snapshot == [("2025-05", "churn", -100), ("2025-08", "reactivation", 70)]


def test_an_annual_price_counts_a_twelfth_and_euros_their_rate(
    moves_of: Any, phase: Any
) -> None:
    snapshot, _ = moves_of(
        phase("A", "2025-02-01", None, 1190, billing_interval="year"),
        phase("A", "2025-03-01", None, 70, currency="EUR"),
    )

    assert snapshot == [("2025-02", "new", 99.17), ("2025-03", "expansion", 77)]


def test_the_bridge_adds_up_and_marks_what_is_provisional(
    mini_facts: Any,
) -> None:
    steps = bridge(mini_facts, everything(mini_facts))

    amounts = dict(steps.select("step", "amount").rows())
    provisional = dict(steps.select("step", "provisional").rows())

    assert amounts.pop("closing") == sum(amounts.values()) == 1565
    assert provisional["churn"] == -130
    assert sum(provisional.values()) == -130


def test_a_filter_keeps_the_roll_forward_whole(mini_facts: Any) -> None:
    whole = everything(mini_facts)
    ents = Selection(whole.first_month, whole.last_month, segments=("ent",))

    steps = dict(bridge(mini_facts, ents).select("step", "amount").rows())

    assert steps["opening"] == 600
    assert steps["closing"] == 550
    assert steps["merged"] == 90
    assert (
        steps["opening"]
        + sum(steps[k] for k in steps if k not in {"opening", "closing"})
        == 550
    )


def test_months_without_a_movement_are_still_there(mini_facts: Any) -> None:
    months = monthly_file(mini_facts)

    assert months["month"].to_list()[4] == "2025-05"
    assert months["churn"].to_list()[4] == 0
