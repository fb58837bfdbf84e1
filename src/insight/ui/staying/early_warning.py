"""The early warning: the list of customers, and what the model was worth."""

from functools import partial

import polars as pl
import streamlit as st

from insight.charts.ratios import ratio_chart
from insight.charts.risk import reliability_chart
from insight.formats import count, plural
from insight.metrics.judgements import latest
from insight.metrics.risk import EarlyWarning
from insight.metrics.risk_check import RiskCheck
from insight.statistics.estimates import Refusal
from insight.ui.components import (
    LIST_HEIGHT,
    figure_card,
    in_a_row,
    refusal_card,
    table_card,
)
from insight.ui.controls import switch
from insight.ui.rows import first, only
from insight.ui.staying import warning_words as words
from insight.ui.staying.judging import judged_words
from insight.ui.view import View
from insight.ui.whole import now_note

MOST_SHOWN = 2_000
SHOWN = (
    "account_name", "like_it", "because", "mrr", "renews_on", "judged", "account_id",
)  # fmt: skip
CUSTOMERS, CHECK = "Customers", "Track record"
LIST, HOLD, WORTH, ODDS = (
    "Active customers",
    "Chances expected and seen",
    "Worth of the list",
    "Facts that go with a request",
)


def shown_switch() -> str:
    """The list, or what the model was worth on later data."""
    return switch("Show", [CUSTOMERS, CHECK], key="show")


def call_list(
    found: EarlyWarning, judgements: pl.DataFrame, *, view: View
) -> pl.DataFrame:
    """The scores in words, each beside what somebody last thought of the account.

    The notes are free text: they are there for whoever may see personal data.
    """
    noted = ["note"] if view.look.scope.personal else []
    asked = words.often_by_group(found.check, choices=view.choices)
    said = latest(judgements).select("account_id", judged=judged_words(), note="note")
    like_it = pl.col("group").replace_strict(
        asked, default=None, return_dtype=pl.String
    )
    return (
        found.scores.with_columns(like_it=like_it)
        .join(said, on="account_id", how="left", maintain_order="left")
        .select(
            "account_name", "like_it", "judged", "because", "account_id", "mrr",
            "renews_on", *noted, "chance", "segment",
            compared=pl.col("group"),
        )
    )  # fmt: skip


def list_card(view: View, found: EarlyWarning, judgements: pl.DataFrame) -> None:
    """Every active account with its chance, the facts behind it, and what people think."""
    calls = view.once(
        (call_list, *judgements.rows()),
        partial(call_list, found, judgements, view=view),
    )
    shown = only(first(calls, MOST_SHOWN), *SHOWN)
    n = plural(calls.height, "active customer")
    average = _average(view, found)
    table_card(
        LIST,
        shown,
        note=now_note(
            view,
            f"{n}, {words.order_words(found)}.",
            n
            if shown.height == calls.height
            else f"the first {count(MOST_SHOWN)} of {n}",
            words.order_words(found),
            *words.model_parts(found),
            *average,
            limits=words.LIST_LIMITS,
        ),
        whole=calls,
        height=LIST_HEIGHT,
    )


def check_cards(view: View, found: EarlyWarning) -> None:
    """How the chances did on later data; the answer first."""
    check = found.check
    if isinstance(check, Refusal):
        note = now_note(view, check.reason, *words.model_parts(found), limits="")
        refusal_card(WORTH, check.reason, note=note)
        _odds_card(view, found)
        return
    st.markdown(words.check_answer(check))
    _worth_card(view, check)
    with in_a_row(2):
        _reliability_card(view, check)
        _odds_card(view, found)


def _worth_card(view: View, check: RiskCheck) -> None:
    rows = words.check_rows(check)
    table_card(
        WORTH,
        rows,
        note=now_note(
            view,
            words.worth_finding(check),
            *words.check_parts(check),
            "95% intervals",
            limits=words.CHECK_LIMITS,
        ),
    )


def _reliability_card(view: View, check: RiskCheck) -> None:
    groups = check.reliability
    figure_card(
        HOLD,
        reliability_chart(groups, palette=view.palette, choices=view.choices),
        groups,
        note=now_note(
            view,
            words.reliability_finding(groups),
            *words.check_parts(check),
            "share that asked with 95% interval, stroke = expected",
            limits=words.CHECK_LIMITS,
        ),
    )


def _odds_card(view: View, found: EarlyWarning) -> None:
    odds = found.odds
    ratios = odds.select(
        comparison=pl.lit("adjusted"),
        label=pl.col("feature").str.slice(0, 1).str.to_uppercase()
        + pl.col("feature").str.slice(1),
        ratio="odds_ratio",
        ratio_from="low",
        ratio_to="high",
    )
    listed = odds.select(
        "feature", "looks", "requests", "odds_ratio", odds_from="low", odds_to="high"
    )
    figure_card(
        ODDS,
        ratio_chart(ratios, palette=view.palette, above="bad", below="good"),
        listed,
        note=now_note(
            view,
            words.odds_finding(odds),
            *words.model_parts(found),
            *words.odds_parts(found),
            limits=words.ODDS_LIMITS,
        ),
    )


def _average(view: View, found: EarlyWarning) -> list[str]:
    check = found.check
    if isinstance(check, Refusal):
        return []
    return [f"average {words.often(check.requests, check.looks, choices=view.choices)}"]
