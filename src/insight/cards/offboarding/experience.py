"""How well we let them go: good exits, promises kept, contacts and days to close."""

from typing import Any

import polars as pl

from insight.cards.card import Card
from insight.cards.groups import GROUP_WORDS
from insight.cards.offboarding.months import (
    JUDGED,
    as_drawn,
    last_month_finding,
    months_words,
)
from insight.charts.experience import answers_chart, value_rows_chart
from insight.charts.group_shares import group_share_chart
from insight.charts.signals import monthly_share_chart
from insight.formats import count, percent, plural
from insight.metrics.experience import PROMISE_WORDS
from insight.metrics.facts import Facts
from insight.metrics.offboarding import (
    contact_counts,
    days_to_close,
    good_trend,
    promise_counts,
)
from insight.metrics.selection import Selection
from insight.settings import Choices
from insight.words import share_words

_WEEK = 7.0


def good_answer(good: dict[str, Any], choices: Choices) -> str:
    """How many exits were good, from the row of `good_shares`."""
    k, n = count(good["good"]), count(good["n"])
    if good["n"] < choices.counts_only_below:
        return f"{k} of {n} exits were good"
    limits = {name: good[name] for name in ("share", "low", "high")}
    return f"{share_words(good['good'], good['n'], **limits)} exits were good"


def promises(facts: Facts, selection: Selection) -> pl.DataFrame:
    """The five promises: `group` (the promise), `k` kept of `n`, `others`, `share`."""
    named = pl.col("promise").replace_strict(PROMISE_WORDS, return_dtype=pl.String)
    return promise_counts(facts, selection).select(
        "n", "others", "share", "low", "high",
        group=named, k="kept", meaning=pl.lit("good"),
    ).select("group", "k", "n", "others", "share", "low", "high", "meaning")  # fmt: skip


def _kept_finding(rows: pl.DataFrame, choices: Choices) -> str:
    known = rows.filter(pl.col("n") > 0).sort("share")
    if known.is_empty():
        return "Nothing is known of any promise."
    row = known.row(0, named=True)
    k, n = count(row["k"]), plural(row["n"], "exit")
    return f"{row['group']} is kept least often: {k} of {n} ({percent(row['share'])})."


PROMISES = Card(
    title="Promises kept",
    measure=promises,
    says=_kept_finding,
    how_to_read=lambda rows, choices: (
        "Kept of known and applicable, with 95% intervals. A promise counts where it "
        "applies and is known: nobody is failed on an export nobody asked for. All five "
        "weigh the same. A promise kept says what we did, not what the customer thought "
        "of it."
    ),
    draw=lambda rows, choices, palette: group_share_chart(
        rows, palette=palette, choices=choices
    ),
    is_empty=lambda rows: not rows["n"].sum(),
    columns={
        "group": "Promise",
        "k": "Kept",
        "n": "Known",
        "others": "Not applicable or not known",
    },
)


def good_by_month(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`good_trend` as `charts.signals` draws it."""
    return as_drawn(good_trend(facts, selection).rename({"good": "k"}))


GOOD_BY_MONTH = Card(
    title="Good exits by month",
    measure=good_by_month,
    says=lambda months, choices: last_month_finding(months, did="were good"),
    how_to_read=lambda months, choices: (
        f"Share of exits that were good. {months_words(months)} {JUDGED}"
    ),
    draw=lambda months, choices, palette: monthly_share_chart(
        months, words="were good", palette=palette, choices=choices
    ),
)


def contacts_as_answers(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`contact_counts` with `answer`, the contacts, as `charts.experience` draws it."""
    return contact_counts(facts, selection).rename({"contacts": "answer"})


def _contacts_finding(rows: pl.DataFrame, choices: Choices) -> str:
    n = int(rows["exits"].sum())
    if not n:
        return "How many contacts an exit needed is not known."
    one = int(rows.filter(pl.col("answer") == 1)["exits"].sum())
    return f"{count(one)} of {plural(n, 'exit')} needed one contact only ({percent(one / n)})."


CONTACTS = Card(
    title="Contacts needed",
    measure=contacts_as_answers,
    says=_contacts_finding,
    how_to_read=lambda rows, choices: (
        "Exits by the contacts somebody wrote down; 5 stands for five or more. Exits of "
        "which it is not known are left out."
    ),
    draw=lambda rows, choices, palette: answers_chart(rows, palette=palette),
    columns={"answer": "Contacts", "n": "Known"},
)


def closing_by_reason(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Median days to close, of all exits and by reason group, with `closed` and `still_open`."""
    parts = [days_to_close(facts, selection, by=by) for by in (None, "reason_group")]
    rows = pl.concat(parts).with_columns(in_words())
    return rows.select(
        "group", "n", "closed", "still_open", "low", "high", value="days"
    )


def in_words() -> pl.Expr:
    """The `group` of offboarding metrics as people read it."""
    return pl.col("group").replace({**GROUP_WORDS, "all exits": "All exits"})


def _closing_finding(rows: pl.DataFrame, choices: Choices) -> str:
    days = rows["value"].to_list()[:1]
    if not days or days[0] is None:
        return "How long closing takes is not known yet."
    return f"Half of the exits were closed within {days[0]:.0f} days of the request."


CLOSING = Card(
    title="Days to close",
    measure=closing_by_reason,
    says=_closing_finding,
    how_to_read=lambda rows, choices: (
        "Median days from the request to the day the account was closed, by reason, with "
        "95% intervals; requests not closed yet count for as long as they have waited. A "
        "customer who asked for a later date waits longer, and that is no fault."
    ),
    draw=lambda rows, choices, palette: value_rows_chart(
        rows,
        ends=(0.0, max([_WEEK, *rows["high"].drop_nulls()])),
        palette=palette,
        choices=choices,
    ),
    is_empty=lambda rows: not rows["value"].count(),
    columns={"value": "Median days", "n": "Requests", "still_open": "Still open"},
)
