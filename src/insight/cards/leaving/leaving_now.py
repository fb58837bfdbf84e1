"""Exits under way: who has asked to leave and is still here, and what comes next."""

from datetime import date, timedelta

import polars as pl

from insight.cards.card import Card
from insight.charts.experience import answers_chart
from insight.formats import count, money, month_words, plural
from insight.metrics.exits_under_way import (
    NO_DAY,
    OVERDUE,
    exits_under_way,
    leaving_by_month,
)
from insight.metrics.facts import Facts
from insight.metrics.selection import Selection
from insight.settings import Choices

LISTED = (
    "account_name", "next_step", "ends", "since", "owner", "mrr", "account_id",
)  # fmt: skip
SOON = timedelta(days=30)
CLOSE = "Close the account: the day is over"
HAND_OVER = "Hand over the export, close on the day"
_WORDS = {OVERDUE: "Overdue", NO_DAY: "No day"}


def leaving_now(facts: Facts, selection: Selection, *, owner: str = "") -> pl.DataFrame:
    """`exits_under_way` with `next_step`, those of one owner where one is named."""
    rows = exits_under_way(facts, selection)
    if owner:
        rows = rows.filter(pl.col("owner") == owner)
    steps = [next_step(ends, facts.as_of) for ends in rows["ends"]]
    step = pl.Series("next_step", steps, dtype=pl.String)
    in_order = rows.with_columns(step).sort(
        "ends", nulls_last=True, maintain_order=True
    )
    return in_order.select(*LISTED, "reason")


def next_step(ends: date | None, as_of: date) -> str:
    """What comes next of an exit under way, by the day it is to end."""
    if ends is None:
        return "Agree on the end day and the export"
    if ends <= as_of:
        return CLOSE
    if ends <= as_of + SOON:
        return HAND_OVER
    return "Confirm the end day, offer the export"


def leaving_answer(rows: pl.DataFrame, choices: Choices) -> str:
    """How many have asked to leave and are still here, and what they pay."""
    if rows.is_empty():
        return "No customer has asked to leave and is still here."
    who = plural(rows.height, "customer has", "customers have")
    known = rows["mrr"].drop_nulls()
    if known.is_empty():
        return f"{who} asked to leave; their MRR is not known."
    pays = money(float(known.sum()), currency=choices.currency)
    return f"{who} asked to leave, paying {pays} a month."


def _soon_finding(rows: pl.DataFrame, choices: Choices) -> str:
    if rows.is_empty():
        return "No exit is under way."
    soon, over = (rows.filter(next_step=step).height for step in (HAND_OVER, CLOSE))
    late = f", {count(over)} {'is' if over == 1 else 'are'} overdue" if over else ""
    return (
        f"{plural(rows.height, 'exit')} under way; {count(soon)} "
        f"{'ends' if soon == 1 else 'end'} within {SOON.days} days{late}."
    )


UNDER_WAY = Card(
    title="Exits under way",
    measure=leaving_now,
    says=_soon_finding,
    how_to_read=lambda rows, choices: (
        "Customers who asked to leave the whole account and are still here, the day that comes first "
        "on top, as known on the last day of the data, whatever the period. The next step follows "
        "from the day they asked for: let them go well, do not ask again. The reason is "
        "known only where somebody recorded it before the exit. Requests to end a part of "
        "a contract are not listed."
    ),
    columns={
        "next_step": "Next step",
        "ends": "Ends",
        "since": "Asked",
        "owner": "Owner",
    },
)


def months_in_words(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`leaving_by_month` with the months in words."""
    rows = leaving_by_month(facts, selection)
    words = [_WORDS.get(month) or month_words(month) for month in rows["month"]]
    return rows.with_columns(pl.Series("month", words, dtype=pl.String))


def _label(month: str) -> str:
    """A month under its bar, on two lines, so that a year of them fits a phone."""
    words = month if month in _WORDS.values() else f"{month[:3]} {month[-2:]}"
    return "<br>".join(words.split(maxsplit=1))


def _months_finding(rows: pl.DataFrame, choices: Choices) -> str:
    if rows.is_empty():
        return "No exit is under way."
    counts = dict(rows.select("month", "customers").rows())
    overdue, unknown = (counts.get(_WORDS[kind], 0) for kind in (OVERDUE, NO_DAY))
    coming = sum(counts.values()) - overdue - unknown
    said = [f"{plural(coming, 'exit has', 'exits have')} a day ahead"]
    if overdue:
        said.append(f"{count(overdue)} {'is' if overdue == 1 else 'are'} overdue")
    if unknown:
        said.append(f"{count(unknown)} {'has' if unknown == 1 else 'have'} no day")
    return f"{', '.join(said)}."


BY_MONTH = Card(
    title="When they end",
    measure=months_in_words,
    says=_months_finding,
    how_to_read=lambda rows, choices: (
        "Customers by the month they asked to end in. Overdue: the day is over and the "
        "subscription still runs. No day known: the request names none."
    ),
    draw=lambda rows, choices, palette: answers_chart(
        rows.select(
            answer=pl.Series([_label(month) for month in rows["month"]]),
            exits="customers",
        ),
        palette=palette,
    ),
    columns={"customers": "Customers"},
)
