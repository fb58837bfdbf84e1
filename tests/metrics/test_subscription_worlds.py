"""Worlds of subscriptions as files tell them, with what is right of each."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from insight.intake.folder import read_folder
from insight.metrics.build import build_facts
from insight.metrics.facts import Facts
from insight.metrics.files import everything, exits_file, monthly_file
from insight.metrics.headline import headline
from insight.metrics.leavers import words_on_leavers
from insight.metrics.renewals import contract_ends
from insight.metrics.retention import cohorts
from insight.metrics.tenure import tenures
from insight.settings import Choices

WORLDS = Path(__file__).parents[1] / "faults" / "subscriptions" / "worlds"


def facts_of(world: str, as_of: str) -> Facts:
    tables = read_folder(WORLDS / world)
    return build_facts(tables, as_of=date.fromisoformat(as_of), choices=Choices())


@pytest.mark.parametrize("world", ["overlap", "open_history"])
def test_a_subscription_has_one_price_at_a_time(world: str) -> None:
    months = monthly_file(facts_of(world, "2025-06-30"))

    assert months["closing_mrr"].to_list() == [150, 150, 200, 200, 200, 200]
    assert months["grr"].drop_nulls().to_list() == [1.0] * 5


def test_paid_trial_paid_is_one_customer_throughout() -> None:
    facts = facts_of("paid_trial_paid", "2025-06-30")

    assert exits_file(facts).is_empty()
    assert monthly_file(facts)["customers_end"].unique().to_list() == [2]


def test_an_account_merged_into_its_later_self_left_and_came_back() -> None:
    facts = facts_of("recreated_merged", "2025-12-31")

    days = pl.col("exit_date", "return_date").cast(pl.String)
    assert exits_file(facts).select(days).rows() == [("2025-03-15", "2025-08-01")]
    assert monthly_file(facts)["reactivation"].sum() == 100
    assert monthly_file(facts)["new"].sum() == 0


def test_two_records_of_one_exit_are_one_exit() -> None:
    found = exits_file(facts_of("dup_exit_nosubs", "2025-12-31"))

    assert found.select("account_id", pl.col("exit_date").cast(pl.String)).rows() == [
        ("A1", "2025-03-15")
    ]


def test_an_upgrade_in_the_middle_of_a_year_is_no_renewal() -> None:
    facts = facts_of("annual_upgrade", "2026-01-31")

    ends = contract_ends(facts, everything(facts)).filter(pl.col("contract_year") == 1)

    named = ends.with_columns(pl.col("day").cast(pl.Int32).cast(pl.Date))
    assert named.select(pl.col("day").cast(pl.String), "outcome").rows() == [
        ("2025-01-15", "not renewed"),
        ("2025-07-15", "not renewed"),
    ]


def test_leavers_only_give_exits_and_no_rates_mrr_or_tenure() -> None:
    facts = facts_of("only_churned", "2025-06-30")
    whole = everything(facts)

    months = monthly_file(facts)
    figures = headline(facts, whole)

    assert words_on_leavers(facts).startswith("Every customer in the subscriptions")
    assert months["exited_events"].sum() == exits_file(facts).height == 6
    told = months.select("logo_churn_rate", "grr", "nrr", "closing_mrr", "grr12")
    assert told.null_count().row(0) == (months.height,) * told.width
    assert figures.filter(pl.col("value").is_not_null())["measure"].to_list() == [
        "exits",
        "returned",
    ]
    assert cohorts(facts, whole).is_empty()
    assert tenures(facts, whole).is_empty()


def test_one_customer_who_stays_makes_it_a_file_of_customers() -> None:
    tables = read_folder(WORLDS / "only_churned")
    subscriptions = tables["subscriptions"]
    last = pl.col("subscription_id") == subscriptions["subscription_id"][-1]
    stays = subscriptions.with_columns(end_date=pl.when(~last).then("end_date"))

    facts = build_facts(
        tables | {"subscriptions": stays}, as_of=date(2025, 6, 30), choices=Choices()
    )

    assert not words_on_leavers(facts)
    assert monthly_file(facts)["logo_churn_rate"].count() > 0
