"""Does a good exit matter? How many more of 100 come back, and how fast."""

from functools import lru_cache

import polars as pl
import streamlit as st

from insight.charts.good_exits import per_100_chart, per_100_text
from insight.charts.ratios import ratio_chart, ratio_words
from insight.formats import count, plural
from insight.metrics.good_exits import GoodExits, good_exits
from insight.metrics.judged_exits import Compared
from insight.statistics.estimates import Refusal
from insight.statistics.share_difference import ShareDifference
from insight.ui.components import figure_card, refusal_card
from insight.ui.returning.good_exit_words import no_ratio, ratio_parts, signed
from insight.ui.rows import without
from insight.ui.view import View
from insight.words import listed

RATIO_TITLE = "Do they come back faster after a good exit?"
PER_100_TITLE = "How many more of 100?"
LABELS = {"crude": "All exits compared", "adjusted": "Within the same reasons"}
RATIO_LIMITS = (
    "A ratio of 2 means that on any day twice as many of those still out come back: it is "
    "about speed, and where companies cease more of them need not come back. It "
    "is an association. Staff may be kinder to customers who part as friends, and those "
    "may return anyway: comparing within reasons takes out what the reasons explain, "
    "not what nobody wrote down. How easy customers found it, and what they scored, is "
    "not adjusted for, as both follow from the exit itself. Only a dated change of the "
    "process, or chance deciding who gets it, could say more."
)
PER_100_LIMITS = (
    "Exits of both kinds weigh so that they have the same mix of reason group, segment, "
    "fit and half-year (overlap weights); where only one kind occurs nothing is compared. "
    "Companies that ceased count as not back. The exits differ in more, so this is an "
    "association put into numbers of customers and not a promise."
)
_RATIOS = {
    "comparison": pl.String,
    "label": pl.String,
    "exits": pl.Int64,
    "good_exits": pl.Int64,
    "returns": pl.Int64,
    "ratio": pl.Float64,
    "ratio_from": pl.Float64,
    "ratio_to": pl.Float64,
}


def good_exit_cards(view: View) -> None:
    """The speed as a ratio, crude and adjusted, beside the returns of 100 exits."""
    found = view.measure(good_exits)
    left, right = st.columns([3, 2])
    with left:
        _ratio_card(found, view)
    with right:
        _per_100_card(found, view)


@lru_cache
def ratio_rows(found: GoodExits) -> pl.DataFrame:
    """Crude and adjusted, or adjusted alone where the two point to different sides."""
    sides = {"crude": found.crude, "adjusted": found.adjusted}
    if found.reverses:
        del sides["crude"]
    rows = [
        {"comparison": name, "label": LABELS[name], **_numbers(compared)}
        for name, compared in sides.items()
    ]
    return pl.DataFrame(rows, schema=_RATIOS)


@lru_cache
def per_100_rows(found: ShareDifference) -> pl.DataFrame:
    """After good exits and others alike: shares of 0 to 1 with limits."""
    sides = (
        ("After a good exit", "good", found.exposed, found.of_exposed),
        ("After other exits", "bad", found.n - found.exposed, found.of_others),
    )
    return pl.DataFrame(
        [(label, meaning, n, e.value, e.low, e.high) for label, meaning, n, e in sides],
        schema=["label", "meaning", "n", "share", "low", "high"],
        orient="row",
    )


def _ratio_card(found: GoodExits, view: View) -> None:
    ratios = ratio_rows(found)
    parts = ratio_parts(found)
    if not ratios["ratio"].count():
        reason = no_ratio(found)
        note = view.note(reason, *parts[:1], limits="")
        refusal_card(RATIO_TITLE, reason, note=note)
        return
    figure_card(
        RATIO_TITLE,
        ratio_chart(ratios, palette=view.palette, above="returned", below="bad"),
        without(ratios, "comparison"),
        note=view.note(ratio_finding(found), *parts, limits=RATIO_LIMITS),
    )


def _per_100_card(found: GoodExits, view: View) -> None:
    told = found.shares
    if isinstance(told, Refusal):
        note = view.note(told.reason, plural(found.exits, "exit"), limits="")
        refusal_card(PER_100_TITLE, told.reason, note=note)
        return
    rows = per_100_rows(told)
    figure_card(
        PER_100_TITLE,
        per_100_chart(rows, palette=view.palette, choices=view.choices),
        without(rows, "meaning"),
        note=view.note(
            per_100_finding(told),
            f"{count(told.n)} of {plural(found.exits, 'exit')}",
            f"returns within {told.horizon} days of 100 exits with the same mix of reasons",
            f"difference {signed(told)}: an association",
            limits=PER_100_LIMITS,
        ),
    )


@lru_cache
def ratio_finding(found: GoodExits) -> str:
    """Both ratios with their intervals, for whoever cannot see them."""
    rows = [
        f"{row['label'].lower()} {ratio_words(row)}"
        for row in ratio_rows(found).drop_nulls("ratio").iter_rows(named=True)
    ]
    return (
        f"After a good exit, rate of return as a ratio: {listed(rows)}; 1 is no "
        "difference."
    )


def per_100_finding(told: ShareDifference) -> str:
    """How many of 100 come back either way."""
    good, other = (per_100_text(row) for row in per_100_rows(told).rows(named=True))
    return f"Back within {told.horizon} days after good exits: {good}; after others: {other}."


def _numbers(compared: Compared) -> dict[str, float]:
    found = compared.ratio
    if isinstance(found, Refusal):
        return {}
    value = found.ratio
    return {
        "exits": found.n,
        "good_exits": found.exposed,
        "returns": found.events,
        "ratio": value.value,
        "ratio_from": value.low,
        "ratio_to": value.high,
    }
