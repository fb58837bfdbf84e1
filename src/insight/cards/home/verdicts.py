"""The three figures that open the overview, in words."""

from dataclasses import dataclass
from typing import Any

import polars as pl

from insight.formats import MINUS, count, money, percent
from insight.metrics.verdicts import (
    CONTROLLABLE,
    FEWER,
    LOST,
    MORE,
    NOT_JUDGED,
    USUAL,
    WON_BACK,
)
from insight.settings import Choices

_TITLES = {LOST: "Customers lost", CONTROLLABLE: "Within our control"}
_VERDICTS = {
    MORE: "More than usual",
    FEWER: "Fewer than usual",
    USUAL: "As usual",
    NOT_JUDGED: "Too early to tell",
}


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure: what it counts, how it changed, what it rests on, and its verdict."""

    title: str
    value: str
    change: str
    rests_on: str
    verdict: str


def headlines(found: pl.DataFrame, choices: Choices) -> list[Headline]:
    """The rows of `metrics.verdicts` in words."""
    return [_headline(row, choices) for row in found.iter_rows(named=True)]


def bridged(found: pl.DataFrame, choices: Choices) -> str:
    """How customers lost and churn of the customers at the start come together."""
    lost = found.row(0, named=True)
    if not lost["n"]:
        return (
            "No customer is known from before this period, so there is no churn rate."
        )
    if choices.came_and_gone == "in both parts":
        return (
            f"Of {count(lost['n'])} customers at the start or since then "
            f"{count(lost['k'])} left ({percent(lost['k'] / lost['n'])} logo churn)."
        )
    later = lost["value"] - lost["k"]
    joined = (
        f"; the other {count(later)} joined or came back within it" if later > 0 else ""
    )
    return (
        f"Of {count(lost['n'])} customers at the start {count(lost['k'])} left "
        f"({percent(lost['k'] / lost['n'])} logo churn){joined}."
    )


def _headline(row: dict[str, Any], choices: Choices) -> Headline:
    amount = money(row["mrr"], currency=choices.currency)
    when = "on return" if row["figure"] == WON_BACK else "before the exit"
    paid = f"{amount} MRR {when}" if row["mrr"] is not None else "MRR not known"
    share = (
        f"{percent(row['k'] / row['n'])} of {count(row['n'])}"
        if row["figure"] == CONTROLLABLE and row["n"]
        else ""
    )
    return Headline(
        title=_TITLES.get(row["figure"], "Won back"),
        value=count(row["value"]),
        change=_change(row) or share,
        rests_on=paid,
        verdict=_VERDICTS.get(row["verdict"] or "", ""),
    )


def _change(row: dict[str, Any]) -> str:
    value, previous = row["value"], row["previous"]
    if previous is None:
        return ""
    until = " up to the same day" if row["is_running"] else ""
    sign = MINUS if value < previous else "+" if value > previous else "±"
    return f"{sign}{count(abs(value - previous))} on the period before{until}"
