from datetime import date
from typing import Any

import polars as pl
import pytest
from numpy.testing import assert_allclose

from insight.metrics.calendar import month_of
from insight.metrics.facts import Facts
from insight.metrics.files import everything, ledger_file, snapshot_file
from insight.metrics.monthly import monthly
from insight.metrics.retention import cohorts
from insight.metrics.selection import Selection

Case = dict[str, Any]
FEBRUARY = month_of(date(2025, 2, 1))


def month_of_facts(facts: Facts, month: int = FEBRUARY) -> dict[str, Any]:
    return monthly(facts, Selection(month, month)).row(0, named=True)


def snapshot_of(facts: Facts) -> list[tuple[str, float]]:
    return snapshot_file(facts).select("kind", "delta").rows()


def ledger_of(facts: Facts) -> list[tuple[str, float]]:
    return ledger_file(facts).select("kind", "delta").rows()


@pytest.mark.parametrize("case", ["mrr_stripe"], indirect=True)
def test_mrr_of_monthly_and_yearly_subscribers(
    case: Case, facts_of: Any, phase: Any
) -> None:
    phases = [
        phase(
            f"{plan['interval']} {i}",
            "2025-02-01",
            None,
            plan["amount"],
            billing_interval=plan["interval"],
        )
        for plan in case["inputs"]
        for i in range(plan["subscribers"])
    ]

    month = month_of_facts(facts_of(subscriptions=phases))

    assert month["closing_mrr"] == case["expected"]
    assert month["new"] == case["expected"]


@pytest.mark.parametrize("case", ["mrr_syncalytics"], indirect=True)
def test_movements_of_syncalytics(case: Case, facts_of: Any, phase: Any) -> None:
    gold = {"billing_interval": "year", "subscription_id": "gold"}
    facts = facts_of(
        as_of="2026-12-31",
        subscriptions=[
            phase("S", "2025-01-05", "2026-01-05", 2000, **gold),
            phase("S", "2025-02-03", "2025-03-20", 60),
            phase("S", "2026-06-01", None, 150),
        ],
    )

    moves = snapshot_of(facts)

    assert [kind for kind, _ in moves] == [kind for kind, _ in case["expected"]]
    amounts = [amount for _, amount in case["expected"]]
    assert_allclose([delta for _, delta in moves], amounts, atol=case["tol"])
    assert ledger_of(facts) == moves


@pytest.mark.parametrize("case", ["stripe_two_subscriptions"], indirect=True)
def test_the_first_of_two_cancellations_is_a_contraction(
    case: Case, facts_of: Any, phase: Any
) -> None:
    first, second = case["inputs"]["subscriptions"]
    facts = facts_of(
        subscriptions=[
            phase("S", "2025-01-01", "2025-02-10", first),
            phase("S", "2025-01-01", "2025-02-20", second),
            phase("S", "2025-05-01", "2025-08-01", second),
        ]
    )

    moves = ledger_of(facts)[1:3]
    members = cohorts(facts, everything(facts))
    exits = monthly(facts, everything(facts))["exited_events"].sum()

    assert moves == [tuple(move) for move in case["expected"]]
    assert members["cohort"].unique().to_list() == [month_of(date(2025, 1, 1))]
    assert members.filter(pl.col("k") == 5)["active"].to_list() == [1]
    assert exits == 2


@pytest.mark.parametrize("case", ["vendor_disagreement"], indirect=True)
def test_our_rules_are_those_of_a_named_vendor(
    case: Case, facts_of: Any, phase: Any
) -> None:
    same_month = facts_of(subscriptions=[phase("A", "2025-02-03", "2025-02-20", 10)])
    paused = facts_of(
        subscriptions=[
            phase("A", "2025-01-01", "2025-02-10", 10),
            phase("A", "2025-02-10", "2025-04-10", 10, status="paused"),
            phase("A", "2025-04-10", None, 10),
        ]
    )
    year_later = facts_of(
        as_of="2026-12-31",
        subscriptions=[
            phase("A", "2025-01-01", "2025-02-10", 10),
            phase("A", "2026-03-10", None, 10),
        ],
    )
    noticed = facts_of(
        subscriptions=[phase("A", "2025-01-01", "2025-10-01", 10)],
        cancellation_requests=[
            {"request_id": "r", "account_id": "A", "requested_date": "2025-06-01",
             "scope": "account", "outcome": "exited"}
        ],
    )  # fmt: skip

    rules = case["expected"]
    month = month_of_facts(same_month)
    assert (month["new_customers"], month["exited_events"]) == (1, 1)
    assert month["exits_of_start_customers"] == 0
    ours = rules["new_and_cancelled_same_month"]["ChartMogul"]
    assert ours == "new and churn events; excluded from customer-churn numerator"
    moves = snapshot_of(paused)
    assert moves == [("new", 10), ("contraction", -10), ("expansion", 10)]
    assert rules["paused"]["ProfitWell"] == "downgraded to 0 MRR"
    assert snapshot_of(year_later)[-1] == ("reactivation", 10)
    assert rules["reactivation_window"]["ChartMogul"] == "any time"
    dates = ledger_file(noticed).filter(kind="churn")["date"].to_list()
    assert dates == [date(2025, 10, 1)]
    assert rules["churn_date"]["ProfitWell"] == "end of paid period"
