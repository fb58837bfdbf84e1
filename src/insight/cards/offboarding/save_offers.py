"""Offers by reason, by type and by times shown."""

import polars as pl

from insight.cards.card import Card
from insight.cards.groups import GROUP_WORDS
from insight.charts.group_shares import group_share_chart
from insight.formats import count, percent, plural
from insight.metrics.facts import Facts
from insight.metrics.save_offers import (
    NO_REASON,
    offers_by_type,
    save_funnel,
    stick_rates,
)
from insight.metrics.selection import Selection
from insight.metrics.shares import with_share
from insight.settings import Choices

_COLUMNS = ("group", "k", "n", "share", "low", "high", "meaning")


def offered_by_reason(facts: Facts, selection: Selection) -> pl.DataFrame:
    """By reason group, recorded at the exit: requests that got an offer."""
    asked = save_funnel(facts, selection, by="reason_group")
    meaning = pl.col("group").replace_strict(
        {NO_REASON: "unknown", "uncontrollable": "not_ours"},
        default=pl.col("group"),
        return_dtype=pl.String,
    )
    named = pl.col("group").replace(GROUP_WORDS | {NO_REASON: "No exit so far"})
    rows = asked.with_columns(meaning=meaning, group=named)
    return _ready(rows, k="offered", n="requests")


def _shares_finding(rows: pl.DataFrame, what: str) -> str:
    k, n = int(rows["k"].sum()), int(rows["n"].sum())
    if not n:
        return "Nothing to count in this period."
    return f"{count(k)} of {plural(n, 'request')} {what} ({percent(k / n)})."


BY_REASON = Card(
    title="Offers by reason",
    measure=offered_by_reason,
    says=lambda rows, choices: _shares_finding(rows, "got an offer"),
    how_to_read=lambda rows, choices: (
        "Requests that got an offer, with 95% intervals. A reason is recorded at the exit, "
        "so everybody who was saved is in “No exit so far”, and save rates by reason cannot "
        "be compared. What can be: who was asked to stay although the reason was outside "
        "our control."
    ),
    draw=lambda rows, choices, palette: group_share_chart(
        rows, palette=palette, choices=choices
    ),
    columns={"group": "Reason", "k": "Got an offer", "n": "Requests"},
)


def accepted_by_type(facts: Facts, selection: Selection) -> pl.DataFrame:
    """By type of offer: offers that were accepted, as `group_share_chart` draws them."""
    rows = offers_by_type(facts, selection).with_columns(meaning=pl.lit("good"))
    words = pl.col("group").str.replace_all("_", " ")
    first = words.str.slice(0, 1).str.to_uppercase() + words.str.slice(1)
    return _ready(rows.with_columns(group=first), k="accepted", n="offers")


def _types_finding(rows: pl.DataFrame, choices: Choices) -> str:
    known = rows.filter(pl.col("n") >= choices.full_display_from).sort("share")
    if known.height < 2:  # noqa: PLR2004
        k, n = int(rows["k"].sum()), int(rows["n"].sum())
        return f"{count(k)} of {plural(n, 'offer')} accepted."
    low, high = known.row(0, named=True), known.row(-1, named=True)
    if high["low"] <= low["high"]:
        return f"No type of offer is accepted clearly more often than the others ({plural(rows.height, 'type')})."
    return (
        f"{high['group']} is accepted most: {percent(high['share'])}; "
        f"{low['group'].lower()} least: {percent(low['share'])}."
    )


BY_TYPE = Card(
    title="Accepted by type of offer",
    measure=accepted_by_type,
    says=_types_finding,
    how_to_read=lambda rows, choices: (
        "Accepted of all offers of a type, with 95% intervals; a request may get several "
        "offers. Who gets which offer was not drawn at random, so a difference need not be "
        "the offer’s doing."
    ),
    draw=lambda rows, choices, palette: group_share_chart(
        rows, palette=palette, choices=choices
    ),
    columns={"group": "Type of offer", "k": "Accepted", "n": "Offers"},
)


def by_times(facts: Facts, selection: Selection) -> pl.DataFrame:
    """By how often an offer was shown: accepted, and still here after the longest stick time."""
    days = max(facts.choices.stick_days)
    shown = save_funnel(facts, selection, by="presented").filter(pl.col("offered") > 0)
    rates = stick_rates(facts, selection, by="presented")
    stayed = rates.filter(pl.col("mature") > 0, days=days)
    parts = (
        _ready(shown, k="accepted", n="offered", meaning="good", after="accepted"),
        _ready(stayed, k="stuck", n="mature", meaning="customers", after=f"stayed {days} days"),
    )  # fmt: skip
    return pl.concat(parts)


def _times_finding(rows: pl.DataFrame, choices: Choices) -> str:
    taken = rows.filter(pl.col("group").str.ends_with("accepted"))
    if taken.is_empty():
        return "No offer was made in this period."
    first, last = taken.row(0, named=True), taken.row(-1, named=True)
    said = ", ".join(
        f"{row['group'].split(':')[0].lower()} {count(row['k'])} of {count(row['n'])}"
        for row in ((first, last) if taken.height > 1 else (first,))
    )
    return f"Offers accepted when shown {said}."


BY_TIMES = Card(
    title="By times shown",
    measure=by_times,
    says=_times_finding,
    how_to_read=lambda rows, choices: (
        "Accepted of requests with an offer shown so often, and of those old enough who "
        f"stayed {max(choices.stick_days)} days, with 95% intervals. Customers were not "
        "shown more offers at random: those who hesitate are asked again. More acceptances "
        "after more offers do not mean that asking again helps; look at who stayed, and "
        "under Hypotheses at who came back after pushing. Groups of fewer than ten are "
        "counts only."
    ),
    draw=lambda rows, choices, palette: group_share_chart(
        rows, palette=palette, choices=choices
    ),
    columns={"group": "Shown", "k": "So many", "n": "Of"},
)


def _ready(
    rows: pl.DataFrame, *, k: str, n: str, meaning: str = "", after: str = ""
) -> pl.DataFrame:
    counted = rows.with_columns(k=pl.col(k), n=pl.col(n))
    if meaning:
        counted = counted.with_columns(meaning=pl.lit(meaning))
    if after:
        words = pl.col("group")
        first = words.str.slice(0, 1).str.to_uppercase() + words.str.slice(1)
        counted = counted.with_columns(group=pl.format(f"{{}}: {after}", first))
    return with_share(counted, "k").select(_COLUMNS)
