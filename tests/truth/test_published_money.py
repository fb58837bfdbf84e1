from datetime import date
from typing import Any

import polars as pl
import pytest
from numpy.testing import assert_allclose

from insight.metrics.calendar import month_of
from insight.metrics.cohort_averages import averages_by_age
from insight.metrics.facts import Facts
from insight.metrics.files import everything, ledger_file, snapshot_file
from insight.metrics.monthly import monthly
from insight.metrics.renewals import annualised_churn, churn_of_term
from insight.metrics.retention import cohorts, retention
from insight.metrics.selection import Selection

Case = dict[str, Any]
FEBRUARY = month_of(date(2025, 2, 1))


def month_of_facts(facts: Facts, month: int = FEBRUARY) -> dict[str, Any]:
    return monthly(facts, Selection(month, month)).row(0, named=True)


def snapshot_of(facts: Facts) -> list[tuple[str, float]]:
    return snapshot_file(facts).select("kind", "delta").rows()


def rates_of(facts: Facts, *, month: int, window: int) -> list[float]:
    kept = retention(facts, everything(facts), month=month, window=window)
    return [rate for rate in (kept.grr, kept.nrr) if rate is not None]


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


@pytest.mark.parametrize("case", ["churn_chartmogul"], indirect=True)
def test_rates_of_chartmogul(case: Case, facts_of: Any, phase: Any) -> None:
    given, expected = case["inputs"], case["expected"]
    left = given["cancelled"] - given["joined_and_cancelled"]
    stay = given["customers_start"] - left
    customers = facts_of(
        subscriptions=[
            *(phase(f"left {i}", "2025-01-01", "2025-02-10", 5) for i in range(left)),
            *(phase(f"stays {i}", "2025-01-01", None, 5) for i in range(stay)),
            phase("joined and left", "2025-02-03", "2025-02-20", 5),
        ]
    )
    money = facts_of(
        subscriptions=[
            phase("churns", "2025-01-01", "2025-02-10", given["churn"]),
            phase("shrinks", "2025-01-01", "2025-02-10", 40),
            phase("shrinks", "2025-02-10", None, 40 - given["contraction"]),
            phase("grows", "2025-01-01", "2025-02-10", 50),
            phase("grows", "2025-02-10", None, 50 + given["expansion"]),
        ]
    )
    day = given["shopify_day"]
    shop = facts_of(
        subscriptions=[
            phase("old", "2025-01-01", "2025-02-10", day["start"]),
            phase("old", "2025-02-10", None, day["end"] - day["new"]),
            phase("young", "2025-02-10", None, day["new"]),
        ]
    )

    of_customers, of_money, of_shop = map(month_of_facts, (customers, money, shop))

    assert of_customers["customers_start"] == given["customers_start"]
    assert of_customers["exited_events"] == given["cancelled"]
    assert_allclose(of_customers["logo_churn_rate"], expected["customer_churn"])
    assert of_money["opening_mrr"] == given["mrr_start"]
    assert_allclose(1 - of_money["grr"], expected["gross_mrr_churn"])
    assert_allclose(1 - of_money["nrr"], expected["net_mrr_churn"])
    assert of_shop["closing_mrr"] == day["end"]
    assert_allclose(1 - of_shop["nrr"], expected["net_shopify_day"])


@pytest.mark.parametrize("case", ["churn_stripe_style"], indirect=True)
def test_the_same_facts_give_both_vendors_rates(
    case: Case, facts_of: Any, phase: Any
) -> None:
    given, expected = case["inputs"], case["expected"]
    new, gone_new = given["new_in_window"], given["of_which_new"]
    old, gone_old = given["active_30d_ago"], given["churned_in_window"] - gone_new

    def customers(name: str, count: int, start: str, end: str | None) -> list[Any]:
        return [phase(f"{name} {i}", start, end, 5) for i in range(count)]

    month = month_of_facts(
        facts_of(
            subscriptions=[
                *customers("old", old - gone_old, "2025-01-01", None),
                *customers("old gone", gone_old, "2025-01-01", "2025-02-11"),
                *customers("new", new - gone_new, "2025-02-03", None),
                *customers("new gone", gone_new, "2025-02-03", "2025-02-20"),
            ]
        )
    )

    assert month["logo_churn_rate"] == expected["chartmogul"]
    ever = month["customers_start"] + month["new_customers"]
    assert month["exited_events"] / ever == expected["stripe"]


@pytest.mark.parametrize("case", ["grr_superleap"], indirect=True)
def test_retention_of_superleap(case: Case, facts_of: Any, phase: Any) -> None:
    start, down, churn, up = case["inputs"].values()
    facts = facts_of(
        subscriptions=[
            phase("churns", "2025-01-01", "2025-02-10", churn),
            phase("shrinks", "2025-01-01", "2025-02-10", 40_000),
            phase("shrinks", "2025-02-10", None, 40_000 - down),
            phase("grows", "2025-01-01", "2025-02-10", start - churn - 40_000),
            phase("grows", "2025-02-10", None, start - churn - 40_000 + up),
        ]
    )

    month = month_of_facts(facts)
    rates = rates_of(facts, month=FEBRUARY, window=1)

    assert month["opening_mrr"] == start
    assert [month["grr"], month["nrr"]] == rates
    assert_allclose(rates, [case["expected"]["grr"], case["expected"]["nrr"]])


@pytest.mark.parametrize("case", ["nrr_churnzero"], indirect=True)
def test_net_retention_of_churnzero(case: Case, facts_of: Any, phase: Any) -> None:
    start, before, churn = case["inputs"].values()
    facts = facts_of(
        subscriptions=[
            phase("churns", "2025-01-01", "2025-11-10", churn),
            phase("grows", "2025-01-01", "2025-07-10", start - churn),
            phase("grows", "2025-07-10", None, before - churn),
        ]
    )

    rates = rates_of(facts, month=month_of(date(2025, 12, 1)), window=11)

    assert_allclose(rates[1], case["expected"]["nrr"], atol=case["tol"])


@pytest.mark.parametrize("case", ["atr_kellblog"], indirect=True)
def test_churn_of_three_years_is_annualised_by_root(case: Case) -> None:
    one_year, three_years = case["inputs"].values()

    yearly = annualised_churn(three_years, years=3)
    left = 100 * (1 - churn_of_term(one_year, years=3))

    expected, tol = case["expected"], case["tol"]
    assert_allclose(yearly, expected["annualised_three_year"], atol=tol)
    assert_allclose(left, expected["cohort_value_start_year4_per_100"], atol=tol)


@pytest.mark.parametrize("case", ["cohort_grr_gpbullhound"], indirect=True)
def test_cohorts_are_averaged_over_those_that_reached_an_age(case: Case) -> None:
    table = pl.DataFrame(
        [
            {"k": k, "size": row["initial_mrr"], "retention": percent / 100}
            for row in case["inputs"]
            for k, percent in enumerate(row["pct"])
        ]
    )

    found = averages_by_age(table)

    percent = 100 * found["retention"].to_numpy()
    assert_allclose(percent, case["expected"], atol=case["tol"])
    assert_allclose(percent, case["recomputed"], atol=5e-4)
    reached = [sum(k < len(row["pct"]) for row in case["inputs"]) for k in range(14)]
    assert found["cohorts"].to_list() == reached


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
