"""Why customers leave: shares, money and months, coloured by whose control it was in."""

from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.drawing import Drawing
from insight.charts.rows import bars_beside, dot_rows, dots_drawn, graded, worded
from insight.charts.style import CONTROL_WORDS, Palette, filled
from insight.charts.ticks import month_ticks
from insight.formats import count, money, month_words, percent, plotly_text, span
from insight.remembered import remembered
from insight.settings import Choices
from insight.statistics.small_n import Shown

STRIP_HEIGHT = 78
SHARES, APART = 0.6, 0.05


@remembered
def in_order(
    reasons: pl.DataFrame, *, choices: Choices, by: str = "exits"
) -> pl.DataFrame:
    """`reason_counts` by exits or MRR, the unknown ones last.

    In the order of their names where there are too few exits to rank.
    """
    known = reasons.filter(pl.col("control") != "unknown")
    unknown = reasons.filter(pl.col("control") == "unknown")
    return pl.concat(_ranked(part, by=by, choices=choices) for part in (known, unknown))


@remembered
def shortlist(ordered: pl.DataFrame, *, known: int, unknown: int) -> pl.DataFrame:
    """The first rows of each kind, so that unknown reasons are always among them."""
    is_unknown = pl.col("control") == "unknown"
    return pl.concat(
        [
            ordered.filter(~is_unknown).head(known),
            ordered.filter(is_unknown).head(unknown),
        ]
    )


@remembered
def reason_share_chart(
    reasons: pl.DataFrame, *, palette: Palette, choices: Choices
) -> go.Figure:
    """One row per reason: share of exits with its interval.

    Args:
        reasons: Rows of `reason_counts` or `control_counts`, in the order to draw, with
            `label`, `control`, `exits`, `n`, `share`, `low`, `high`.
        palette: The colours of the reader's theme.
        choices: The limits for small numbers.
    """
    rows = graded(reasons.with_columns(meaning="control"), choices=choices)
    return dot_rows(worded(rows, note=_note, hover=_hover), palette=palette)


def reasons_chart(
    reasons: pl.DataFrame, *, palette: Palette, choices: Choices
) -> go.Figure:
    """One row per reason: its share of exits, and beside it the MRR that left with it.

    Args:
        reasons: Rows of `reason_counts` in the order to draw. A picked mark says the
            `pick` of its row.
        palette: The colours of the reader's theme.
        choices: The limits for small numbers, and the currency.
    """
    currency = choices.currency

    def cost(row: dict[str, Any]) -> str:
        return money(row["mrr"], currency=currency)

    def cost_hover(row: dict[str, Any]) -> str:
        words = f"{cost(row)} MRR of {row['mrr_known']} exits where it is known"
        return f"{plotly_text(row['label'])}<br>{words}"

    rows = graded(
        reasons.with_columns(meaning="control", amount=pl.col("mrr").fill_null(0.0)),
        choices=choices,
    )
    said = worded(
        rows, note=_note, hover=_hover, amount_note=cost, amount_hover=cost_hover
    )
    if not reasons["mrr_known"].sum():
        return dot_rows(said, palette=palette)
    drawing = dots_drawn(said, palette=palette, width=SHARES)
    bars_beside(drawing, said, palette=palette, currency=currency, start=SHARES + APART)
    return drawing.figure()


@remembered
def control_rows(controls: pl.DataFrame) -> pl.DataFrame:
    """`control_counts` in the fixed order of whose control, with a `label`."""
    order = pl.DataFrame(
        {"control": list(CONTROL_WORDS), "label": list(CONTROL_WORDS.values())}
    )
    return order.join(controls, on="control", how="inner", maintain_order="left")


@remembered
def control_trend_chart(trend: pl.DataFrame, *, palette: Palette) -> go.Figure:
    """Exits per month, one strip of bars per kind of control on one common scale.

    Args:
        trend: `month` (`2026-02`), `control`, `exits`; months without exits may lack.
        palette: The colours of the reader's theme.
    """
    totals = dict(trend.group_by("control").agg(pl.col("exits").sum()).rows())
    present = [c for c in CONTROL_WORDS if totals.get(c) or c == "unknown"]
    highest = max([1, *trend["exits"]])
    drawing = Drawing(height=STRIP_HEIGHT * len(present) + 30, right=28)
    for place, control in enumerate(present):
        axis = f"y{place + 1 if place else ''}"
        settings = _strip_axis(place, len(present), highest)
        drawing.axis(axis.replace("y", "yaxis"), **settings)
        marker = filled(palette.of(control))
        _strip(drawing, trend.filter(control=control), axis=axis, marker=marker)
        words = f"{CONTROL_WORDS[control]} · {count(totals.get(control, 0))}"
        place_of = {"xref": "paper", "yref": f"{axis} domain", "yanchor": "bottom"}
        drawing.write(words, x=0, y=1.04, **place_of)
    months = month_ticks(sorted(set(trend["month"])))
    drawing.axis("xaxis", anchor=axis, **months)
    return drawing.figure()


def _strip_axis(place: int, of: int, highest: int) -> dict[str, Any]:
    top = 1 - place / of
    return {
        "anchor": "x",
        "domain": [top - 1 / of, top - 0.42 / of],
        "range": [0, highest],
        "tickvals": [0, highest],
        "zeroline": True,
        "zerolinewidth": 1,
    }


def _strip(
    drawing: Drawing, months: pl.DataFrame, *, axis: str, marker: dict[str, object]
) -> None:
    drawing.mark(
        "bar",
        x=[f"{month}-01" for month in months["month"]],
        y=months["exits"].to_list(),
        yaxis=axis,
        marker=marker,
        hovertext=[
            f"{month_words(month)}: {exits}"
            for month, exits in months.select("month", "exits").rows()
        ],
    )


def _ranked(reasons: pl.DataFrame, *, by: str, choices: Choices) -> pl.DataFrame:
    if max([0, *reasons["n"]]) < choices.full_display_from:
        return reasons.sort("label")
    return reasons.sort(by, descending=True, maintain_order=True)


def _note(row: dict[str, Any]) -> str:
    if row["shown"] == Shown.COUNTS:
        return f"{row['exits']} of {row['n']}"
    return f"{count(row['exits'])} · {percent(row['share'])}"


def _hover(row: dict[str, Any]) -> str:
    share = f"{percent(row['share'])} ({span(row['low'], row['high'])})"
    return f"{plotly_text(row['label'])}<br>{row['exits']} of {row['n']} · {share}"
