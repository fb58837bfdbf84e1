"""What holds here: a card for every belief, and the numbers behind them in two figures."""

from typing import Any

import polars as pl
import streamlit as st

from insight.charts.formats import percent, plural
from insight.charts.group_shares import group_share_chart
from insight.charts.ratios import ratio_chart, ratio_words
from insight.metrics.answers import Answer
from insight.metrics.beliefs import RATIO, SHARE, Belief
from insight.remembered import remembered
from insight.ui.components import figure_card, in_a_row
from insight.ui.home.belief_words import (
    NAMES,
    PAGE_OF,
    QUESTIONS,
    RATIO_LIMITS,
    SHARE_LIMITS,
    belief_words,
)
from insight.ui.rows import without
from insight.ui.sections import page_link
from insight.ui.view import View
from insight.ui.words import listed, typeset

_BADGES: dict[str, Any] = {
    Answer.YES: {"icon": ":material/check:", "color": "blue"},
    Answer.NO: {"icon": ":material/close:", "color": "orange"},
    Answer.CANNOT_TELL: {"icon": ":material/question_mark:", "color": "gray"},
}


def belief_cards(view: View, found: pl.DataFrame) -> None:
    """The answer to each belief, two a row."""
    with in_a_row(2):
        for row in found.iter_rows(named=True):
            _card(view, row)


def number_cards(view: View, found: pl.DataFrame) -> None:
    """The shares and the ratios behind the answers, each on one scale."""
    shares, ratios = share_rows(found), ratio_rows(found)
    with in_a_row(2):
        figure_card(
            "How large are the shares?",
            group_share_chart(shares, palette=view.palette, choices=view.choices),
            without(shares, "meaning"),
            note=view.note(
                _shares_told(shares), "share with 95 % interval", limits=SHARE_LIMITS
            ),
        )
        figure_card(
            "How large are the ratios?",
            ratio_chart(
                ratios, palette=view.palette, above="customers", below="customers"
            ),
            without(ratios, "comparison"),
            note=view.note(
                _ratios_told(ratios),
                "rate ÷ rate of others, 95 % interval: an association",
                limits=RATIO_LIMITS,
            ),
        )


@remembered
def share_rows(found: pl.DataFrame) -> pl.DataFrame:
    """The beliefs told by a share of somebody, as `group_share_chart` draws them."""
    return found.filter(pl.col("kind") == SHARE, pl.col("n") > 0).select(
        "k", "n", "low", "high", "answer",
        group=_name(), share="value", meaning=pl.lit("customers"),
    ).select("group", "answer", "k", "n", "share", "low", "high", "meaning")  # fmt: skip


@remembered
def ratio_rows(found: pl.DataFrame) -> pl.DataFrame:
    """The beliefs told by a ratio, as `ratio_chart` draws them."""
    return found.filter(pl.col("kind") == RATIO).select(
        pl.lit("adjusted").alias("comparison"), _name().alias("label"), "answer",
        "k", "n", ratio="value", ratio_from="low", ratio_to="high",
    )  # fmt: skip


def _name() -> pl.Expr:
    names = {str(belief): name for belief, name in NAMES.items()}
    return pl.col("belief").replace_strict(names, return_dtype=pl.String)


def _card(view: View, row: dict[str, Any]) -> None:
    belief = Belief(row["belief"])
    with st.container(border=True, height="stretch"):
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.header(QUESTIONS[belief], anchor=False, width="content")
            st.badge(row["answer"].capitalize(), **_BADGES[row["answer"]])
        words = belief_words(row, choices=view.choices, present=view.facts.present)
        st.markdown(typeset(words))
        st.caption(view.note("", limits="").basis)
        page_link(PAGE_OF[belief])


@remembered
def _shares_told(shares: pl.DataFrame) -> str:
    told = [
        f"{row['group']} {row['k']} of {row['n']}"
        + (f", {percent(row['share'])}" if row["share"] is not None else "")
        for row in shares.iter_rows(named=True)
    ]
    return f"{listed(told)}." if told else "Nobody was asked."


@remembered
def _ratios_told(ratios: pl.DataFrame) -> str:
    told = [
        f"{row['label']} {ratio_words(row)}"
        for row in ratios.drop_nulls("ratio").iter_rows(named=True)
    ]
    none = ratios.height - len(told)
    open_ = f" {plural(none, 'ratio is', 'ratios are')} not told yet." if none else ""
    return f"{listed(told)}; 1 is no difference.{open_}" if told else open_.strip()
