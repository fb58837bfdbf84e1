from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from insight.intake.folder import read_folder
from insight.metrics.build import build_facts
from insight.metrics.calendar import month_of
from insight.metrics.files import everything
from insight.metrics.headline import headline, logo_churn
from insight.metrics.selection import Selection
from insight.settings import Choices

WORLDS = Path(__file__).parents[1] / "faults" / "subscriptions" / "worlds"
PARTIAL = WORLDS / "partial_headline"


def test_the_headline_of_the_last_twelve_months_is_the_trailing_twelve(
    mini_facts: Any,
) -> None:
    whole = everything(mini_facts)
    year = replace(whole, first_month=whole.last_month - 11)

    figures = {row["measure"]: row for row in headline(mini_facts, year).to_dicts()}

    assert figures["grr"]["value"] == pytest.approx(0.5878552972)
    assert figures["nrr"]["value"] == pytest.approx(0.605081826)
    assert figures["exits"]["value"] == 11
    assert figures["returned"]["value"] == 2
    assert figures["reactivated_mrr"]["value"] == 330


def test_logo_churn_of_a_month_is_that_of_the_roll_forward(mini_facts: Any) -> None:
    whole = everything(mini_facts)

    churned = {
        month: logo_churn(
            mini_facts, replace(whole, first_month=month, last_month=month)
        )
        for month in (whole.first_month + 6, whole.first_month + 10)
    }

    assert list(churned.values()) == [(0, 16), (1, 13)]


def test_a_period_the_data_cannot_speak_of_has_no_previous_value(
    mini_facts: Any,
) -> None:
    figures = headline(mini_facts, everything(mini_facts))

    assert figures["previous"].null_count() == figures.height


def test_an_interval_belongs_to_shares_of_accounts_alone(mini_facts: Any) -> None:
    figures = headline(mini_facts, everything(mini_facts))

    told = figures.filter(pl.col("low").is_not_null())

    assert told["measure"].to_list() == ["logo_churn"]
    assert told["low"].item() < told["value"].item() < told["high"].item()


def test_a_running_month_is_compared_with_as_many_days() -> None:
    tables = read_folder(PARTIAL)

    def june(as_of: date) -> dict[str, Any]:
        facts = build_facts(tables, as_of=as_of, choices=Choices())
        month = month_of(date(2025, 6, 1))
        figures = headline(facts, Selection(month, month))
        return {row["measure"]: row["previous"] for row in figures.to_dicts()}

    running, over = june(date(2025, 6, 5)), june(date(2025, 6, 30))

    ends = tables["subscriptions"]["end_date"].drop_nulls()
    may = ends.filter(ends.is_between(date(2025, 5, 1), date(2025, 5, 31)))
    assert running["exits"] == (may <= date(2025, 5, 5)).sum()
    assert over["exits"] == len(may)
    assert (running["grr"], running["nrr"]) == (None, None)
    assert over["grr"] is not None
