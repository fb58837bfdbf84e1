"""Every insight says on Spark what it says on Polars, to the last row."""

import inspect
import pkgutil
import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from importlib import import_module
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from insight import metrics
from insight.metrics import frame
from insight.metrics.build import build_facts
from insight.metrics.facts import Facts
from insight.metrics.files import everything
from insight.metrics.frame import polars
from insight.metrics.reasons import Basis
from insight.metrics.scope import Scope
from insight.metrics.week import whole_weeks
from insight.sample import sample_world
from insight.sample.planted import AS_OF
from insight.settings import Choices

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]
Insight = Callable[..., Any]


def public(module: Any) -> dict[str, Insight]:
    return {
        f"{module.__name__.rsplit('.', 1)[-1]}.{name}": function
        for name, function in vars(module).items()
        if inspect.isfunction(function)
        and function.__module__ == module.__name__
        and not name.startswith("_")
        and Facts
        in {p.annotation for p in inspect.signature(function).parameters.values()}
    }


INSIGHTS = {
    name: insight
    for module in pkgutil.iter_modules(metrics.__path__)
    for name, insight in public(import_module(f"insight.metrics.{module.name}")).items()
}
ELSEWHERE = {
    "account_story.story": "needs the stored rows of one account beside its facts",
    "writing.write_numbers": "writes what the functions beside it return, and `summary`",
}
"""Public functions of facts that this file does not call, with the reason."""

LISTS, FITS, COULD = (
    "lists what it found",
    "fits or draws, row by row",
    "counts them in the app",
)
FETCHES = {
    LISTS: """
        account_search.known_accounts call_order.call_order today.waiting
        candidates.candidates exits_under_way.exits_under_way
        exits_under_way.leaving_by_month festering_backtest.trails files.exits_file former.former
        files.ledger_file files.month_end_file files.quality_file files.snapshot_file
        files.spells_file offboarding.offboarded reasons.exits_behind
        regrettable.controllable_losses returns.returned_accounts
        save_offers.let_go_kindly save_offers.open_requests save_offers.young_saves
        named_reasons.named_counts promises.promises_due saves.saves saves.stuck_for
        summary.summary traps.audit traps.failing_exits
    """,
    FITS: """
        festering_hazard.request_ratios
        hypotheses.conclusions hypotheses.hypotheses
        festering_hazard.festering_hazard festering_hazard.stretches_at_risk
        good_exits.compared_returns good_exits.good_exits
        good_exits.good_exits_by_reason judged_exits.judged_exits
        judgements.judgement_score judgements.outcomes return_checks.clustered_rates
        risk.early_warning risk_rows.sources robustness.robustness
        second_life.second_life_curves second_life.second_life_shares
        judged_exits.comparable_exits studies.conclusions
        studies.good_exit_thresholds
        tenure.tenure_curves tenure.tenures
    """,
    COULD: """
        champions.champion_carry_over champions.moved_to_accounts
        coders.called_uncontrollable coders.stated_agreement coders.stated_pairs
        festering_backtest.festering_backtest offboarding.contact_counts
        offboarding.days_to_close offboarding.good_shares offboarding.promise_counts
        questionnaires.answer_counts
        questionnaires.ease questionnaires.exit_nps questionnaires.response_rates
        renewals.contract_ends renewals.contracts renewals.renewals
        renewals.renewals_by_year save_offers.save_funnel save_offers.stick_rates
        second_life.reasons_again tenure.exits_by_grace week_exits.week_offers
    """,
}
"""What brings more rows to the app the more accounts there are, and why."""

WITHOUT_ORDER = {
    "champions.moved_to_accounts",
    "offboarding.offboarded",
    "risk_rows.sources",
}
"""What returns rows for others to count, in no order that it promises."""


def a_week(facts: Facts) -> Any:
    return whole_weeks(facts)[-8]


def an_account(facts: Facts) -> str:
    ids = polars(facts.exits.select("account_id").unique())["account_id"]
    return str(ids.sort()[0])


def some_acceptances(facts: Facts) -> pl.DataFrame:
    accepted = facts.requests.filter(~nw.col("accepted").is_null())
    return polars(accepted.select("account", "accepted", "request_id")).sort(pl.all())


def some_exits(facts: Facts) -> pl.DataFrame:
    return polars(facts.exits.select("exit_id")).drop_nulls().sort("exit_id")


def some_judgements(facts: Facts) -> pl.DataFrame:
    accounts = polars(facts.accounts.select("account_id")).sort("account_id")
    day = facts.as_of.replace(year=facts.as_of.year - 1)
    return accounts.head(200).with_row_index("n").select(
        "account_id", judged_on=pl.lit(day), by=pl.lit("somebody"),
        risk=(pl.col("n") % 5 + 1).cast(pl.Int64), note=pl.lit(None, dtype=pl.String),
        within_days=pl.lit(90, dtype=pl.Int64), chance=pl.lit(0.1),
    )  # fmt: skip


ARGUMENTS: dict[str, Callable[[Facts], Any]] = {
    "facts": lambda facts: facts,
    "then": lambda facts: facts,
    "now": lambda facts: facts,
    "selection": everything,
    "month": lambda facts: facts.last_month,
    "window": lambda _: 12,
    "week": a_week,
    "basis": lambda _: Basis.CUSTOMERS,
    "question": lambda _: "ease",
    "horizon": lambda _: 90,
    "days": lambda _: 90,
    "account_id": an_account,
    "scope": lambda facts: Scope(facts.regions[:1], personal=False),
    "accepted": some_acceptances,
    "exits": some_exits,
    "judgements": some_judgements,
    "weightings": lambda _: 5,
}
OTHER_ARGUMENTS: dict[str, dict[str, Any]] = {
    "account_search.known_accounts": {"_selection": None},
    "prices.words_on_prices": {"prices_from": None},
    "quarterly_signals.quarterly_signals": {"question": "nps"},
}


def given(name: str, facts: Facts) -> dict[str, Any]:
    """What an insight is called with, of these facts."""
    parameters = inspect.signature(INSIGHTS[name]).parameters
    known = {p: ARGUMENTS[p](facts) for p in parameters if p in ARGUMENTS}
    return known | OTHER_ARGUMENTS.get(name, {})


def called(name: str, facts: Facts) -> Any:
    return INSIGHTS[name](**given(name, facts))


def assert_same(there: Any, here: Any, *, ordered: bool = True) -> None:
    if isinstance(here, nw.LazyFrame):
        assert_same(polars(there), polars(here), ordered=False)
    elif isinstance(here, pl.DataFrame):
        assert_frame_equal(
            there, here, rel_tol=1e-9, abs_tol=1e-12, check_row_order=ordered
        )
    elif isinstance(here, np.ndarray | float):
        np.testing.assert_allclose(there, here, rtol=1e-9)
    elif is_dataclass(here):
        for field in fields(here):
            one, other = (getattr(found, field.name) for found in (there, here))
            assert_same(one, other, ordered=ordered)
    else:
        assert there == here


@pytest.mark.parametrize("name", sorted(INSIGHTS.keys() - ELSEWHERE.keys()))
def test_an_insight_is_the_same_on_spark(both: tuple[Facts, Facts], name: str) -> None:
    here, there = both

    found = called(name, there), called(name, here)

    assert_same(*found, ordered=name not in WITHOUT_ORDER)


def fetched(name: str, facts: Facts, patch: pytest.MonkeyPatch) -> int:
    """How many rows an insight brings to the app in all; those it keeps are not."""
    rows = []

    def counted(lazy: frame.Frame) -> pl.DataFrame:
        found: pl.DataFrame = lazy.collect("polars").to_native()
        if sys._getframe(1).f_code is not frame.kept.__code__:
            rows.append(found.height)
        return found

    arguments = given(name, facts)
    with patch.context() as counting:
        counting.setattr(frame, "_collected", counted)
        INSIGHTS[name](**arguments)
    return sum(rows)


def test_what_fetches_more_rows_of_more_accounts_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What lists rows brings four times as many of four times the accounts.

    What counts per day, month or group brings as many as those are, once each of them
    has some: from 4,000 accounts on that is less than twice as many.
    """
    few, many = (
        build_facts(sample_world(seed=1, accounts=n), as_of=AS_OF, choices=Choices())
        for n in (4_000, 16_000)
    )

    grows = {
        name
        for name in INSIGHTS.keys() - ELSEWHERE.keys()
        if fetched(name, many, monkeypatch) > 2 * fetched(name, few, monkeypatch)
    }

    assert grows == set(" ".join(FETCHES.values()).split())
