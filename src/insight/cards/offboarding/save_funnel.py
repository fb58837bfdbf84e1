"""From request to save: how many got an offer, accepted it, and are still here."""

from typing import Any

import polars as pl

from insight.cards.card import Card
from insight.formats import count, plural
from insight.metrics.facts import Facts
from insight.metrics.save_offers import save_funnel, stick_rates
from insight.metrics.selection import Selection
from insight.metrics.shares import with_share
from insight.settings import Choices
from insight.words import share_words

FUNNEL_LISTED = ("step", "k", "n", "of")
_ASKED = "Asked to leave"
_ACCEPTED = "Accepted it"


def funnel_rows(facts: Facts, selection: Selection) -> pl.DataFrame:
    """The funnel as rows, from requests to saves that hold.

    Returns:
        `step`, `k` of `n`, `of` (what n counts), `share`, `low`, `high` (Wilson) and
        `immature`, saves too young for the step; no row without a request. The
        first row is the requests themselves, no share.
    """
    asked = save_funnel(facts, selection)
    if asked.is_empty():
        return pl.DataFrame()
    whole = asked.row(0, named=True)
    n, offered, accepted = whole["requests"], whole["offered"], whole["accepted"]
    rows: list[tuple[str, int, int, str, int | None]] = [
        (_ASKED, n, n, "requests", None),
        ("Got an offer", offered, n, "requests", None),
        (_ACCEPTED, accepted, offered, "offered", None),
        (_ACCEPTED, accepted, n, "requests", None),
        ("Withdrew unprompted, no save", whole["withdrawn_without_offer"], n, "requests", None),
    ]  # fmt: skip
    for row in stick_rates(facts, selection).iter_rows(named=True):
        days, young = row["days"], row["immature"]
        stuck = f"Still here {days} days on"
        rows += [
            (stuck, row["stuck"], row["mature"], f"saves at least {days} days old", young),
            (stuck, row["stuck"], row["mature_offered"], f"offered at least {days} days ago", young),
        ]  # fmt: skip
    names = ["step", "k", "n", "of", "immature"]
    counted = with_share(pl.DataFrame(rows, schema=names, orient="row"), "k")
    is_share = pl.int_range(pl.len()) > 0
    return counted.select(
        "step", "k", "n", "of",
        *(pl.when(is_share).then(name).alias(name) for name in ("share", "low", "high")),
        "immature",
    )  # fmt: skip


def saves_answer(funnel: pl.DataFrame, choices: Choices) -> tuple[str, str]:
    """How many accepted an offer, and how many of them stayed."""
    if funnel.is_empty():
        return "Nobody asked to leave in this period.", ""
    rows = funnel.rows(named=True)
    accepted = next(row for row in rows if row["step"] == _ACCEPTED)
    of_saves = rows[-2]
    young = of_saves["immature"]
    is_young = f"; {plural(young, 'save is', 'saves are')} too young to tell"
    return (
        f"{_counted(accepted, choices)} who got an offer accepted it.",
        f"After {max(choices.stick_days)} days {_counted(of_saves, choices)} saves were "
        f"still here{is_young if young else ''}.",
    )


def _counted(row: dict[str, Any], choices: Choices) -> str:
    if row["n"] < choices.counts_only_below:
        return f"{count(row['k'])} of {count(row['n'])}"
    limits = {name: row[name] for name in ("share", "low", "high")}
    return share_words(row["k"], row["n"], **limits)


def _funnel_finding(funnel: pl.DataFrame, choices: Choices) -> str:
    if funnel.is_empty():
        return "Nobody asked to leave in this period."
    accepted = funnel.filter(step=_ACCEPTED).row(0, named=True)
    stayed = funnel.row(-2, named=True)
    return (
        f"{count(accepted['k'])} of {count(accepted['n'])} accepted an offer; "
        f"{count(stayed['k'])} of {count(stayed['n'])} stayed."
    )


FUNNEL = Card(
    title="From request to save",
    measure=funnel_rows,
    says=_funnel_finding,
    how_to_read=lambda funnel, choices: (
        "Each step with what it is a share of. A save rate is not the effect of an offer: "
        "some would have stayed without one, and those who are offered something differ "
        "from the others. Only requests without an offer, chosen at random, could tell. "
        "Both denominators are shown because offering only to the easy ones raises the "
        "first. Requests that cancel a part of an account are left out; requests withdrawn "
        "without an offer are not saves. Saves that are too young count in no share of "
        "those that stayed."
    ),
    columns={"k": "Requests", "n": "Out of", "of": "Of what", "immature": "Too young"},
)
