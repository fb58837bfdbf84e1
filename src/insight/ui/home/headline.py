"""The row of headline figures: value, what it rests on, the period before, its course."""

from dataclasses import dataclass
from typing import Any

import polars as pl
import streamlit as st

from insight.formats import NOTHING, count, money, percent, span
from insight.remembered import remembered
from insight.words import typeset

NARROWEST = 150


@dataclass(frozen=True, slots=True)
class Figure:
    """One headline figure, ready to be shown; `course` is its value month by month."""

    label: str
    value: str
    rests_on: str
    before: str
    help: str
    course: list[float]


LABELS = {
    "logo_churn": (
        "Logo churn",
        "Customers on the day before the period who left in it.",
    ),
    "grr": (
        "GRR",
        "What these customers still pay of what they paid, increases left out.",
    ),
    "nrr": ("NRR", "What these customers pay now, increases included."),
    "exits": ("Exits", "Customers who left, provisional ones included."),
    "returned": ("Came back", "Former customers who came back in the period."),
    "reactivated_mrr": ("MRR back", "Monthly revenue that came back with them."),
}
COUNTED = {"exits", "returned"}
COURSES = {
    "logo_churn": "logo_churn_rate",
    "grr": "grr",
    "nrr": "nrr",
    "exits": "exits",
    "returned": "returned",
    "reactivated_mrr": "reactivation",
}


@remembered
def headline_figures(
    headline: pl.DataFrame, months: pl.DataFrame, moves: pl.DataFrame, *, currency: str
) -> list[Figure]:
    """The figures of `headline` in words, with their monthly course from `months`.

    Args:
        headline: The rows of `metrics.headline`.
        months: The rows of `metrics.monthly`.
        moves: The rows of `metrics.exits_and_returns`, of the same months.
        currency: The reporting currency.
    """
    provisional = int(moves["provisional"].sum())
    course = months.join(moves, on="month")
    priced = months["paying_customers_end"].sum() > 0
    rows = (
        headline.to_dicts() if priced else [_unpriced(r) for r in headline.to_dicts()]
    )
    return [
        Figure(
            label=LABELS[row["measure"]][0],
            value=_value(row["measure"], row["value"], currency=currency),
            rests_on=_rests_on(row, provisional=provisional),
            before=_before(row, currency=currency),
            help=LABELS[row["measure"]][1],
            course=_course(course, row),
        )
        for row in rows
    ]


def headline_row(figures: list[Figure]) -> None:
    """Six cards beside one another; two per row on a phone."""
    with st.grid(len(figures), min_column_width=NARROWEST, gap="small"):
        for figure in figures:
            with st.container(border=True, height="stretch", gap="xsmall"):
                st.metric(
                    figure.label,
                    figure.value,
                    help=figure.help,
                    chart_data=figure.course if len(figure.course) > 1 else None,
                )
                st.caption(typeset(f"{figure.rests_on}  \n{figure.before}"))


def _unpriced(row: dict[str, Any]) -> dict[str, Any]:
    """A row as it is known where nobody's payments are."""
    told = row["measure"] in COUNTED
    return row if told else row | {"value": None, "previous": None}


def _value(measure: str, value: float | None, *, currency: str) -> str:
    if value is None:
        return NOTHING
    if measure == "reactivated_mrr":
        return money(value, currency=currency)
    return count(value) if measure in COUNTED else percent(value)


def _before(row: dict[str, Any], *, currency: str) -> str:
    is_running = row["is_running"]
    if row["previous"] is None:
        return "before: the month still runs" if is_running else "before: not known"
    former = _value(row["measure"], row["previous"], currency=currency)
    return f"before, in as many days: {former}" if is_running else f"before: {former}"


def _rests_on(row: dict[str, Any], *, provisional: int) -> str:
    if row["value"] is None:
        return (
            "nobody paying is known" if not row["n"] else f"{count(row['n'])} accounts"
        )
    if row["low"] is not None:
        of = f"{count(row['k'])} of {count(row['n'])}"
        return f"{of}  \n{span(row['low'], row['high'])}"
    if row["n"] is not None:
        return f"{count(row['n'])} accounts"
    return {
        "exits": f"{count(provisional)} of them provisional",
        "returned": "whenever they had left",
        "reactivated_mrr": "a month, on return",
    }[row["measure"]]


def _course(months: pl.DataFrame, row: dict[str, Any]) -> list[float]:
    if row["value"] is None:
        return []
    course = months[COURSES[row["measure"]]].drop_nulls()
    return course.cast(pl.Float64).to_list()
