"""Metrics arranged for the pages: months in labels, groups in words and in order."""

from collections.abc import Mapping

import polars as pl

from insight.metrics.calendar import month_label
from insight.metrics.facts import Facts
from insight.metrics.retention import trailing
from insight.metrics.returns import return_curves, risk_table, win_back_rates
from insight.metrics.selection import Selection
from insight.remembered import remembered
from insight.settings import Choices
from insight.ui.groups import GROUPS

TWO_YEARS = 730


def trailing_rates(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`month` ("2026-02"), `grr`, `grr_strict`, `nrr` over the twelve months up to it."""
    return trailing(facts, selection).select(
        pl.col("month").map_elements(month_label, return_dtype=pl.String),
        grr="grr12",
        grr_strict="grr12_strict",
        nrr="nrr12",
    )


def named_curves(
    facts: Facts, selection: Selection, *, by: str | None = None
) -> pl.DataFrame:
    """`return_curves` with `curve` (its name) and `meaning` of each group."""
    return named(return_curves(facts, selection, by=by))


def named_rates(
    facts: Facts, selection: Selection, *, by: str | None = None
) -> pl.DataFrame:
    """`win_back_rates` with `curve` (its name) and `meaning` of each group."""
    return named(win_back_rates(facts, selection, by=by))


def named(
    groups: pl.DataFrame, words: Mapping[str, tuple[str, str]] = GROUPS
) -> pl.DataFrame:
    """Rows per `group` in the order of `words`, with `curve` (its name) and `meaning`."""
    order = pl.DataFrame(
        [(group, name, meaning) for group, (name, meaning) in words.items()],
        schema=["group", "curve", "meaning"],
        orient="row",
    ).with_row_index("order")
    day = "day" if "day" in groups.columns else "horizon"
    return groups.join(order, on="group").sort("order", day).drop("order")


@remembered
def named_risk(curves: pl.DataFrame, *, choices: Choices) -> pl.DataFrame:
    """`risk_table` of named curves at `shown_days`, named like them."""
    return named(risk_table(curves, days=shown_days(curves, choices=choices)))


def shown_days(curves: pl.DataFrame, *, choices: Choices) -> tuple[int, ...]:
    """The exit and the horizons, and two years where somebody was watched that long."""
    longest = max([0, *curves["day"]])
    beyond = () if longest <= max(choices.horizons) else (TWO_YEARS,)
    return (0, *choices.horizons, *beyond)
