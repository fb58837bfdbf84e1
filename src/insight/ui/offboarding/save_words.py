"""What the save offers say, in sentences of our own words and numbers."""

from typing import Any

import polars as pl

from insight.formats import count, percent, plural
from insight.remembered import remembered
from insight.settings import Choices
from insight.words import listed, share_words


@remembered
def saves_answer(funnel: pl.DataFrame, *, choices: Choices) -> str:
    """How many accepted an offer, how many of them stayed, and what that is not.

    Args:
        funnel: `funnel_rows`.
        choices: The limits for small numbers.
    """
    if funnel.is_empty():
        return "**Nobody asked to leave** in this period, as far as these filters go."
    rows = funnel.rows(named=True)
    accepted = [row for row in rows if row["step"] == "Accepted it"]
    of_saves, of_offered = rows[-2:]
    days = max(choices.stick_days)
    young = plural(of_saves["immature"], "save")
    return (
        f"**An offer was accepted by {_counted(accepted[0], choices)} who got one**, which "
        f"is {_counted(accepted[1], choices)} of all requests. After {days} days "
        f"**{_counted(of_saves, choices)} saves were still here**: "
        f"{_counted(of_offered, choices)} offers held. {young} "
        f"{'is' if of_saves['immature'] == 1 else 'are'} too young to tell."
    )


def accepted_finding(funnel: pl.DataFrame) -> str:
    """How many accepted, and how many of those stayed."""
    accepted = funnel.filter(step="Accepted it").row(0, named=True)
    stayed = funnel.row(-2, named=True)
    return (
        f"{count(accepted['k'])} of {count(accepted['n'])} accepted an offer; "
        f"{count(stayed['k'])} of {count(stayed['n'])} stayed."
    )


def all_finding(groups: pl.DataFrame, *, what: str) -> str:
    """`what` happened, k of n over all groups."""
    k, n = int(groups["k"].sum()), int(groups["n"].sum())
    rate = f" ({percent(k / n)})" if n else ""
    return f"{what}: {count(k)} of {plural(n, 'request')}{rate}."


@remembered
def groups_finding(groups: pl.DataFrame, *, what: str) -> str:
    """`what` happened, k of n per group."""
    rows = [
        f"{row['group']} {count(row['k'])} of {count(row['n'])}"
        for row in groups.iter_rows(named=True)
    ]
    return f"{what}: {listed(rows)}." if rows else f"{what}: no request."


def _counted(row: dict[str, Any], choices: Choices) -> str:
    if row["n"] < choices.counts_only_below:
        return f"{count(row['k'])} of {count(row['n'])}"
    limits = {name: row[name] for name in ("share", "low", "high")}
    return share_words(row["k"], row["n"], **limits)
