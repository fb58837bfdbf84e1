"""An insight on nothing has the columns and types it has on something."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import polars as pl
import pytest

from insight.metrics import (
    champions,
    coders,
    festering_backtest,
    festering_rates,
    named_reasons,
    offboarding,
    questionnaires,
    regrettable,
    return_checks,
    save_offers,
    second_life,
    traps,
)
from insight.metrics.build import build_facts
from insight.metrics.files import everything
from insight.metrics.selection import Selection
from insight.settings import Choices

ACCOUNTS_AND_EXITS = {
    "accounts": [{"account_id": "A", "start_date": "2024-01-01"}],
    "exits": [{"exit_id": "X", "account_id": "A", "exit_date": "2025-06-01"}],
}
Insight = Callable[[Any, Selection], pl.DataFrame]
INSIGHTS: dict[str, Insight] = {
    "audit": traps.audit,
    "failing exits": traps.failing_exits,
    "check counts": traps.check_counts,
    "check trend": traps.check_trend,
    "save funnel": save_offers.save_funnel,
    "save funnel by reason": partial(save_offers.save_funnel, by="reason_group"),
    "save funnel by pressure": partial(save_offers.save_funnel, by="presented"),
    "stick rates": save_offers.stick_rates,
    "young saves": save_offers.young_saves,
    "open requests": save_offers.open_requests,
    "named counts": named_reasons.named_counts,
    "stated pairs": coders.stated_pairs,
    "called uncontrollable": coders.called_uncontrollable,
    "regrettable": regrettable.regrettable,
    "good shares": offboarding.good_shares,
    "good shares by month": partial(offboarding.good_shares, by="month"),
    "promise counts": offboarding.promise_counts,
    "good trend": offboarding.good_trend,
    "days to close": offboarding.days_to_close,
    "contact counts": offboarding.contact_counts,
    "exit nps": questionnaires.exit_nps,
    "ease": questionnaires.ease,
    "answers": partial(questionnaires.answer_counts, question="would_return"),
    "response rates": questionnaires.response_rates,
    "festering shares": festering_rates.festering_shares,
    "festering total": festering_rates.festering_total,
    "festering ratio": festering_rates.festering_ratio,
    "trails": festering_backtest.trails,
    "second life curves": second_life.second_life_curves,
    "second life shares": second_life.second_life_shares,
    "reasons again": second_life.reasons_again,
    "first exit rates": return_checks.first_exit_rates,
    "clustered rates": return_checks.clustered_rates,
    "return times": return_checks.return_times,
    "champion carry-over": champions.champion_carry_over,
}


@pytest.fixture(scope="module")
def small_worlds(world: Any) -> dict[str, Any]:
    build = partial(build_facts, as_of=date(2026, 1, 31), choices=Choices())
    return {
        "an empty store": build(world()),
        "accounts and exits": build(world(**ACCOUNTS_AND_EXITS)),
    }


@pytest.mark.parametrize("name", INSIGHTS)
@pytest.mark.parametrize("where", ["an empty store", "accounts and exits"])
def test_an_insight_has_its_columns_and_types_everywhere(
    mini_facts: Any, small_worlds: Any, name: str, where: str
) -> None:
    full = INSIGHTS[name](mini_facts, everything(mini_facts))

    facts = small_worlds[where]
    small = INSIGHTS[name](facts, everything(facts))

    assert small.schema == full.schema
