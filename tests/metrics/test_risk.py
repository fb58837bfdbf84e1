from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from insight.metrics.files import everything
from insight.metrics.risk import EarlyWarning, early_warning
from insight.metrics.risk_check import STANDING_OUT, RiskCheck
from insight.metrics.selection import Selection
from insight.statistics.estimates import Refusal


def test_without_requests_there_is_no_early_warning(
    facts_of: Any, world: Any, phase: Any
) -> None:
    tables = world(
        accounts=[{"account_id": "A"}],
        subscriptions=[phase("A", "2024-01-10", None, 10)],
    )
    facts = facts_of(tables, as_of="2026-01-31", first_month=650)

    assert isinstance(early_warning(facts, everything(facts)), Refusal)


@pytest.fixture(scope="module")
def sample_warning(sample_facts: Any) -> EarlyWarning:
    found = early_warning(sample_facts, everything(sample_facts), horizon=30)
    assert isinstance(found, EarlyWarning)
    return found


def test_the_planted_causes_are_in_the_odds_ratios(
    sample_warning: EarlyWarning,
) -> None:
    rows = {row["feature"]: row for row in sample_warning.odds.rows(named=True)}
    festering, contract = rows["an issue festers"], rows["the contract year ends soon"]

    # True is 3 on a day; the state at a month-end finds some 2.4 of it.
    assert 1.5 < festering["low"] < 2.4 < festering["high"] < 3.5
    assert rows["customer for less than 90 days"]["low"] > 1
    assert rows["customer for more than 730 days"]["high"] < 1
    assert contract["low"] < 1 < contract["high"]
    assert sample_warning.left_out == ()


def test_little_is_to_be_expected_of_the_chances(sample_warning: EarlyWarning) -> None:
    check = sample_warning.check

    assert isinstance(check, RiskCheck)
    assert check.folds == 4
    assert check.called.times is not None
    assert 1 < check.called.times.value < 4
    assert 0.5 < check.auc < 0.7
    assert 0.4 < check.slope.value < 1.4
    assert check.reliability["looks"].sum() == check.looks


def test_an_account_is_told_with_its_group_and_the_facts_behind(
    sample_warning: EarlyWarning,
) -> None:
    scores = sample_warning.scores
    first, quiet = scores.row(0, named=True), scores.sort("chance").row(0, named=True)

    assert first["group"] in STANDING_OUT
    assert "issue open since " in first["because"]
    assert quiet["chance"] < sample_warning.model.base_rate
    worth = pl.col("chance") * pl.col("mrr")
    stands_out = pl.col("group").is_in(STANDING_OUT)
    for part in (scores.filter(stands_out), scores.filter(~stands_out)):
        assert part.select(worth).to_series().is_sorted(descending=True)
    assert scores.select(stands_out).to_series().is_sorted(descending=True)
    assert scores["account_id"].is_unique().all()


def test_scores_are_of_the_selected_accounts_with_the_same_model(
    sample_facts: Any, sample_warning: EarlyWarning
) -> None:
    chosen = Selection(
        sample_facts.first_month, sample_facts.last_month, segments=("ent",)
    )

    found = early_warning(sample_facts, chosen, horizon=30)

    assert isinstance(found, EarlyWarning)
    of_segment = sample_warning.scores.filter(pl.col("segment") == "ent")
    assert_frame_equal(found.scores, of_segment)


def test_chances_that_were_never_checked_say_so(
    facts_of: Any, world: Any, phase: Any
) -> None:
    names = [f"A{number:02}" for number in range(80)]
    tables = world(
        accounts=[{"account_id": name} for name in names],
        subscriptions=[phase(name, "2024-01-01", None, 9) for name in names],
        issues=[
            {"issue_id": name, "account_id": name, "opened_date": "2024-11-01"}
            | {"severity": "high"}
            for name in names[:40]
        ],
        cancellation_requests=[
            {"request_id": name, "account_id": name, "scope": "account"}
            | {"requested_date": "2025-02-10", "outcome": "withdrawn"}
            | {"outcome_date": "2025-02-11"}
            for name in names[30:45]
        ],
    )
    facts = facts_of(tables, as_of="2025-03-31", first_month=660)

    found = early_warning(facts, everything(facts), horizon=30)

    assert isinstance(found, EarlyWarning)
    assert isinstance(found.check, Refusal)
