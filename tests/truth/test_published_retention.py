from datetime import date
from typing import Any

import polars as pl
import pytest
from numpy.testing import assert_allclose

from insight.metrics.calendar import month_of
from insight.metrics.cohort_averages import averages_by_age
from insight.metrics.facts import Facts
from insight.metrics.files import everything
from insight.metrics.monthly import monthly
from insight.metrics.renewals import annualised_churn
from insight.metrics.retention import retention
from insight.metrics.selection import Selection

Case = dict[str, Any]
FEBRUARY = month_of(date(2025, 2, 1))


def month_of_facts(facts: Facts, month: int = FEBRUARY) -> dict[str, Any]:
    return monthly(facts, Selection(month, month)).row(0, named=True)


def rates_of(facts: Facts, *, month: int, window: int) -> list[float]:
    kept = retention(facts, everything(facts), month=month, window=window)
    return [rate for rate in (kept.grr, kept.nrr) if rate is not None]


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
    left = 100 * (1 - one_year) ** 3

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
