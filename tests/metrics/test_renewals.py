from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from insight.metrics.files import everything
from insight.metrics.renewals import (
    annualised_churn,
    contract_ends,
    renewals,
    renewals_by_year,
)

YEARLY = {"billing_interval": "year"}


@pytest.fixture
def ends_of(facts_of: Any, world: Any) -> Any:
    def build(*phases: Any, accounts: Any = None, as_of: str = "2026-01-31") -> Any:
        known = accounts or [{"account_id": "A"}]
        tables = world(accounts=known, subscriptions=list(phases))
        facts = facts_of(tables, as_of=as_of, first_month=0)
        ends = contract_ends(facts, everything(facts))
        dates = pl.col("day").cast(pl.Int32).cast(pl.Date).cast(pl.String)
        return ends.select(dates, "contract_year", "outcome").rows()

    return build


def test_every_anniversary_with_service_after_it_is_a_renewal(
    ends_of: Any, phase: Any
) -> None:
    found = ends_of(phase("A", "2023-03-15", None, 1200, **YEARLY))

    assert found == [("2024-03-15", 1, "renewed"), ("2025-03-15", 2, "renewed")]


def test_an_end_on_the_anniversary_is_no_renewal(ends_of: Any, phase: Any) -> None:
    found = ends_of(phase("A", "2023-03-15", "2025-03-15", 1200, **YEARLY))

    assert found == [("2024-03-15", 1, "renewed"), ("2025-03-15", 2, "not renewed")]


def test_an_end_some_days_off_the_anniversary_is_still_the_regular_one(
    ends_of: Any, phase: Any
) -> None:
    before = ends_of(phase("A", "2024-01-31", "2025-01-28", 1200, **YEARLY))
    after = ends_of(phase("A", "2024-01-31", "2025-02-07", 1200, **YEARLY))

    assert before == [("2025-01-28", 1, "not renewed")]
    assert after == [("2025-02-07", 1, "not renewed")]


def test_an_end_in_the_middle_of_a_year_is_early(ends_of: Any, phase: Any) -> None:
    found = ends_of(phase("A", "2024-01-10", "2025-06-01", 1200, **YEARLY))

    assert found == [("2025-01-10", 1, "renewed"), ("2025-06-01", 2, "ended early")]


def test_a_change_of_price_moves_the_anniversary(ends_of: Any, phase: Any) -> None:
    found = ends_of(
        phase("A", "2024-02-01", "2024-09-01", 1200, **YEARLY),
        phase("A", "2024-09-01", None, 2400, **YEARLY),
    )

    assert found == [("2025-09-01", 1, "renewed")]


def test_other_service_makes_a_regular_end_a_renewal_and_an_early_one_none(
    ends_of: Any, phase: Any
) -> None:
    at_term = ends_of(
        phase("A", "2024-02-01", "2025-02-01", 1200, **YEARLY),
        phase("A", "2025-02-10", None, 100),
    )
    midway = ends_of(
        phase("A", "2024-02-01", "2024-08-01", 1200, **YEARLY),
        phase("A", "2024-08-01", None, 100),
    )

    assert at_term == [("2025-02-01", 1, "renewed")]
    assert midway == []


def test_monthly_service_is_no_contract_and_a_merge_is_no_end(
    ends_of: Any, phase: Any
) -> None:
    merged = {"merged_into_account_id": "B", "merged_date": "2025-07-01"}
    found = ends_of(
        phase("A", "2024-10-01", None, 1200, **YEARLY),
        phase("B", "2024-12-01", None, 100),
        accounts=[{"account_id": "A", **merged}, {"account_id": "B"}],
        as_of="2025-09-30",
    )

    assert found == []


def test_a_pause_without_end_ends_the_contract_after_ninety_days(
    ends_of: Any, phase: Any
) -> None:
    found = ends_of(
        phase("A", "2024-06-01", "2025-04-01", 1200, **YEARLY),
        phase("A", "2025-04-01", None, 1200, status="paused", **YEARLY),
    )

    assert found == [("2025-06-01", 1, "renewed"), ("2025-06-30", 2, "ended early")]


def test_the_one_contract_of_the_mini_world_ended_in_october(mini_facts: Any) -> None:
    months = renewals(mini_facts, everything(mini_facts))

    october = months.filter(pl.col("contracts") > 0)

    expected = pl.DataFrame(
        {"month": ["2025-10"], "contracts": [1], "not_renewed": [1], "ended_early": [0]}
    )
    assert months.height == 14
    assert_frame_equal(october.select(expected.columns), expected)
    assert october["low"].item() == pytest.approx(0.20655, abs=1e-5)
    assert months["share"].null_count() == 13


def test_what_three_years_lose_is_also_given_per_year(
    facts_of: Any, world: Any, phase: Any
) -> None:
    ends = ["2024-01-01", "2025-01-01", "2026-01-01", *[None] * 7]
    names = [f"A{number}" for number in range(10)]
    phases = [
        phase(name, "2023-01-01", end, 1200, **YEARLY)
        for name, end in zip(names, ends, strict=True)
    ]
    tables = world(accounts=[{"account_id": a} for a in names], subscriptions=phases)
    facts = facts_of(tables, as_of="2026-01-31")

    years = renewals_by_year(facts, everything(facts))

    counts = years.select("contract_year", "contracts", "not_renewed").rows()
    assert counts == [(1, 10, 1), (2, 9, 1), (3, 8, 1)]
    assert years["gone"].to_list() == pytest.approx([0.1, 0.2, 0.3])
    assert years["gone_per_year"][2] == pytest.approx(1 - 0.7 ** (1 / 3))


def test_no_contracts_give_no_years(facts_of: Any, world: Any, phase: Any) -> None:
    tables = world(
        accounts=[{"account_id": "A"}],
        subscriptions=[phase("A", "2025-01-01", None, 9)],
    )
    facts = facts_of(tables, as_of="2026-01-31")

    assert renewals_by_year(facts, everything(facts)).is_empty()
    assert renewals(facts, everything(facts))["contracts"].to_list() == [0] * 13


def test_a_term_and_its_year_say_the_same() -> None:
    assert 1 - (1 - annualised_churn(0.4, years=2)) ** 2 == pytest.approx(0.4)
    assert annualised_churn(0.1, years=1) == pytest.approx(0.1)
    assert annualised_churn(1.0, years=3) == 1
    assert annualised_churn(0.0, years=3) == 0


@pytest.mark.parametrize(("churn", "years"), [(1.1, 1), (-0.1, 1), (0.5, 0)])
def test_impossible_renewals_are_errors(churn: float, years: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        annualised_churn(churn, years=years)


def test_an_upgrade_in_the_middle_of_a_year_begins_a_new_term(
    ends_of: Any, phase: Any
) -> None:
    found = ends_of(
        phase("A", "2024-01-15", "2024-07-15", 1200, subscription_id="S", **YEARLY),
        phase("A", "2024-07-15", "2025-07-15", 2400, subscription_id="S", **YEARLY),
    )

    assert found == [("2025-07-15", 1, "not renewed")]
