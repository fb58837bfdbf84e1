"""What holds here: a card for every hypothesis, and the numbers behind them in figures."""

from typing import Any

import polars as pl
import streamlit as st

from insight.charts.differences import difference_chart, difference_text
from insight.charts.group_shares import group_share_chart
from insight.formats import percent, plural
from insight.metrics.hypotheses import Hypothesis, hypotheses, pushed_and_saved
from insight.remembered import remembered
from insight.statistics.conclusions import Answer, Kind
from insight.ui.components import figure_card, in_a_row
from insight.ui.home.hypothesis_words import (
    DIFFERENCE_LIMITS,
    NAMES,
    PAGE_OF,
    QUESTIONS,
    SHARE_LIMITS,
    estimate_words,
    missing_words,
    verdict_words,
)
from insight.ui.rows import without
from insight.ui.sections import page_link
from insight.ui.view import View
from insight.words import listed, typeset

_BADGES: dict[str, Any] = {
    Answer.YES: {"icon": ":material/check:", "color": "blue"},
    Answer.NO: {"icon": ":material/close:", "color": "orange"},
    Answer.CANNOT_TELL: {"icon": ":material/question_mark:", "color": "gray"},
}


def hypothesis_cards(view: View, judged: pl.DataFrame) -> None:
    """The verdict on each hypothesis, two a row, with the numbers of this view."""
    numbers = view.measure(hypotheses)
    saved = missing_words(view.of_everybody(pushed_and_saved))
    with in_a_row(2):
        for row, shown in zip(
            judged.iter_rows(named=True), numbers.iter_rows(named=True), strict=True
        ):
            missing = saved if row["conclusion"] == Hypothesis.PUSHED else ""
            _card(view, row, shown, missing=missing)


def number_cards(view: View) -> None:
    """The shares and the differences of this view, each on one scale."""
    numbers = view.measure(hypotheses)
    shares = share_rows(numbers)
    differences = difference_rows(numbers, has_verdicts=not view.is_filtered)
    with in_a_row(2):
        figure_card(
            "Shares",
            group_share_chart(shares, palette=view.palette, choices=view.choices),
            without(shares, "meaning"),
            note=view.note(
                _shares_told(shares), "share with 95% interval", limits=SHARE_LIMITS
            ),
        )
        figure_card(
            "Differences in returns",
            difference_chart(differences, palette=view.palette),
            without(differences, "meaning", "is_decided"),
            note=view.note(
                _differences_told(differences),
                "returns of 100 exits minus those of 100 others, 95% interval: an association",
                limits=DIFFERENCE_LIMITS,
            ),
        )


@remembered
def share_rows(found: pl.DataFrame) -> pl.DataFrame:
    """The hypotheses told by a share of somebody, as `group_share_chart` draws them."""
    told = found.filter(pl.col("kind") == Kind.SHARE, pl.col("estimate").is_not_null())
    return told.select(
        group=_name(), k="k", n="known", share="estimate", low="usual_low",
        high="usual_high", meaning=pl.lit("customers"),
    )  # fmt: skip


@remembered
def difference_rows(found: pl.DataFrame, *, has_verdicts: bool) -> pl.DataFrame:
    """The hypotheses told by a difference, as `difference_chart` draws them."""
    decided = pl.col("answer") != Answer.CANNOT_TELL
    return found.filter(pl.col("kind") == Kind.DIFFERENCE).select(
        "horizon", "k", "known", "n", label=_name(), difference="estimate",
        low="usual_low", high="usual_high", meaning=pl.lit("returned"),
        is_decided=decided & pl.lit(has_verdicts),
    ).select(
        "label", "difference", "low", "high", "horizon", "k", "known", "n", "meaning",
        "is_decided",
    )  # fmt: skip


def _name() -> pl.Expr:
    names = {str(hypothesis): name for hypothesis, name in NAMES.items()}
    return pl.col("conclusion").replace_strict(names, return_dtype=pl.String)


def _card(
    view: View, row: dict[str, Any], shown: dict[str, Any], *, missing: str
) -> None:
    name = Hypothesis(row["conclusion"])
    with st.container(border=True, height="stretch"):
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.header(QUESTIONS[name], anchor=False, width="content")
            st.badge(_badge(view, row), **_BADGES[row["answer"]])
        words = verdict_words(row, choices=view.choices, present=view.facts.present)
        st.markdown(typeset(words))
        parts = [estimate_words(row), missing]
        if view.is_filtered:
            parts.append(f"In this view: {estimate_words(shown) or 'nothing to count'}")
        st.caption(typeset("  \n".join(part for part in parts if part)))
        page_link(PAGE_OF[name])


def _badge(view: View, row: dict[str, Any]) -> str:
    if view.is_filtered:
        return f"All customers: {row['answer']}"
    said: str = row["answer"].capitalize()
    return said


@remembered
def _shares_told(shares: pl.DataFrame) -> str:
    told = [
        f"{row['group']} {row['k']} of {row['n']}, {percent(row['share'])}"
        for row in shares.iter_rows(named=True)
    ]
    return f"{listed(told)}." if told else "Too little is known for a share."


@remembered
def _differences_told(differences: pl.DataFrame) -> str:
    told = [
        f"{row['label'].lower()} {difference_text(row['difference'])}"
        for row in differences.drop_nulls("difference").iter_rows(named=True)
    ]
    none = differences.height - len(told)
    open_ = f" {plural(none, 'comparison')} cannot be made yet." if none else ""
    return f"Returns, {listed(told)}.{open_}" if told else open_.strip()
