from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from insight.metrics.files import everything
from insight.metrics.headline import headline, logo_churn


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
