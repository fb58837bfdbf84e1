"""Whom to call: who may be, the chance and why, and how the same order did on the past."""

from typing import Any

import polars as pl

from insight.cards.card import Card
from insight.formats import count, plural
from insight.metrics.call_order import LIKELIEST, SPEAKS_FOR
from insight.metrics.candidates import SPEAKS_AGAINST, Candidates, candidates
from insight.settings import Choices
from insight.words import listed

RAREST = 0.01
GIVEN, NOT_KNOWN = "Given", "Not known"
LISTED = ("account_name", "likely_back", "why", "mrr", "exit_date", "account_id")
_SPEAKS_FOR = {
    "reason_gone": "reason gone",
    "not_ours": "outside our control",
    "left_well": "left well",
    "would_return": "would return",
    "champion_moved": "champion moved",
    "back_before": "back before",
    "in_window": "right time",
}
_SPEAKS_AGAINST = {
    "left_badly": "left badly",
    "pushed_out": "too many offers",
    "poor_fit": "poor fit",
}
_HEADS = {"likely_back": "Chance", "days_out": "Days out"}


def call_rows(found: Candidates) -> pl.DataFrame:
    """Everybody who may be called, with chance, why and consent in words, in order."""
    rows = found.rows
    why = [why_call(row) for row in rows.iter_rows(named=True)]
    chance = [chance_words(value) for value in rows["chance"]]
    consent = pl.when("consent").then(pl.lit(GIVEN)).otherwise(pl.lit(NOT_KNOWN))
    return rows.with_columns(
        pl.Series("why", why, dtype=pl.String),
        pl.Series("likely_back", chance, dtype=pl.String),
        consent=consent,
    ).select(*LISTED, "consent", "days_out", "reason", "resolved")


def chance_words(chance: float | None) -> str | None:
    """A chance as people say it.

    Examples:
        >>> chance_words(0.17), chance_words(0.7), chance_words(0.004)
        ('1 in 6', 'more than 1 in 2', 'less than 1 in 100')
    """
    if chance is None:
        return None
    if chance < RAREST:
        return f"less than 1 in {1 / RAREST:.0f}"
    return f"1 in {1 / chance:.0f}" if chance <= 1 / 2 else "more than 1 in 2"


def why_call(row: dict[str, Any]) -> str:
    """The reasons to call one former customer, and those against it."""
    said = " · ".join(_SPEAKS_FOR[name] for name in SPEAKS_FOR if row[name])
    against = [_SPEAKS_AGAINST[name] for name in SPEAKS_AGAINST if row[name]]
    words = f"{said} · but {listed(against)}" if against else said
    return words[:1].upper() + words[1:]


def left_out(found: Candidates) -> str:
    """Former customers who are not on the list, and why; empty where there are none."""
    kinds = (
        (found.refused, "refused contact"),
        (found.resting, "asked for a rest that is not over"),
        (found.ceased, "ceased or merged"),
        (found.returned, "came back already"),
        (found.silent, "with no known reason to call"),
    )
    parts = [f"{count(number)} {words}" for number, words in kinds if number]
    return f"Left out: {listed(parts)}." if parts else ""


def _order(found: Candidates) -> str:
    return "the likeliest come first" if found.by_chance else "the highest MRR first"


def _finding(found: Candidates, choices: Choices) -> str:
    if found.rows.is_empty():
        return "Nobody may be called in this period."
    return f"{plural(found.rows.height, 'former customer')} may be called; {_order(found)}."


def _of(found: Candidates, consent: str) -> pl.DataFrame:
    return call_rows(found).filter(consent=consent)


def _agreed(found: Candidates, choices: Choices) -> str:
    n = _of(found, GIVEN).height
    if not n:
        return "Nobody on this list has agreed to be contacted."
    return f"{count(n)} agreed to be contacted; {_order(found)}."


def _not_asked(found: Candidates, choices: Choices) -> str:
    n = _of(found, NOT_KNOWN).height
    if not n:
        return "Consent is known for everybody on this list."
    asked = "was" if n == 1 else "were"
    return (
        f"{count(n)} {asked} not asked about contact: ask for consent before you call."
    )


def _read(found: Candidates, choices: Choices) -> str:
    order = (
        f"The {LIKELIEST:.0%} likeliest to come back stand first; both parts are ordered "
        "by chance × MRR."
        if found.by_chance
        else "The list is ordered by MRR."
    )
    return (
        f"{order} The chance to be back within half a year is that of customers like this one, learnt from everybody who "
        "left and from what is known of each exit: most of those listed first will not come "
        f"back. {_window(found)} That an issue was resolved does not mean that the customer "
        "knows. A champion who moved opens a door at the new company more than at the old "
        "one. Unknown consent is not consent. Whether calling brings anybody back has not "
        "been tested here."
    )


def _window(found: Candidates) -> str:
    if found.window is None:
        return "Too few have come back to say how long others were out."
    first, last = (count(day) for day in found.window)
    return f"“Right time”: most returns came {first} to {last} days after the exit."


CALLS = Card(
    title="Whom to call first",
    measure=candidates,
    says=_finding,
    how_to_read=_read,
    rows=call_rows,
    columns=_HEADS,
)
AGREED = Card(
    title="Agreed to be contacted",
    measure=candidates,
    says=_agreed,
    how_to_read=_read,
    rows=lambda found: _of(found, GIVEN),
    columns=_HEADS,
)
NOT_ASKED = Card(
    title="Consent not known",
    measure=candidates,
    says=_not_asked,
    how_to_read=_read,
    rows=lambda found: _of(found, NOT_KNOWN),
    columns=_HEADS,
)
