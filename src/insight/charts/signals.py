"""A share month by month between the limits of its normal variation."""

from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.drawing import Drawing
from insight.charts.style import NEUTRAL, Palette, tint
from insight.charts.ticks import month_ticks, share_ticks
from insight.formats import month_words, percent, span
from insight.remembered import remembered
from insight.settings import Choices

HEIGHT = 300
GREY = "#808080"
OPACITY = 0.14
DOT, SIGNAL = "circle", "diamond"


@remembered
def monthly_share_chart(
    trend: pl.DataFrame, *, words: str, palette: Palette, choices: Choices
) -> go.Figure:
    """One dot per month over the shaded limits; a signal is a diamond, the others grey.

    Months of fewer than `counts_only_below` have no dot: their counts are in the table.

    Args:
        trend: Months in order: `month` (`2026-02`), `k` of `n`, `share`, `low`, `high`,
            `mean` with the limits `lower` and `upper`, `signal` (boolean).
        words: What was counted, as in `4 of 19 failed`.
        palette: The colours of the reader's theme.
        choices: The limits for small numbers.
    """
    drawing = Drawing(height=HEIGHT, right=28)
    seen = trend.filter(pl.col("n") >= choices.counts_only_below)
    longest = _longest(trend, seen)
    if not trend.is_empty():
        _limits(drawing, trend)
    for part, symbol, colour, size in (
        (seen.filter(~pl.col("signal")), DOT, NEUTRAL, 8),
        (seen.filter("signal"), SIGNAL, palette.interface, 11),
    ):
        _dots(drawing, part, words, {"symbol": symbol, "color": colour, "size": size})
    drawing.axis("yaxis", range=[0, longest], **share_ticks(0.0, longest))
    drawing.axis("xaxis", type="date", **month_ticks(trend["month"].to_list()))
    return drawing.figure()


def _limits(drawing: Drawing, trend: pl.DataFrame) -> None:
    """The band of the limits, and the mean with its name at the left end."""
    days = _days(trend)
    for name, fill in (("lower", None), ("upper", "tonexty")):
        drawing.mark(
            "scatter", mode="lines", x=days, y=trend[name].to_list(), fill=fill,
            line={"width": 0, "shape": "hvh"}, fillcolor=tint(GREY, opacity=OPACITY),
        )  # fmt: skip
    means = trend["mean"].drop_nulls()
    if means.len():
        mean = float(means[0])
        drawing.rule((0, 1), (mean, mean), xref="paper", color=NEUTRAL)
        place: dict[str, Any] = {"xref": "paper", "yanchor": "bottom"}
        drawing.write(f"usual {percent(mean)}", x=0, y=mean, **place)


def _dots(
    drawing: Drawing, months: pl.DataFrame, words: str, marker: dict[str, Any]
) -> None:
    if months.is_empty():
        return
    drawing.mark(
        "scatter", mode="markers", x=_days(months), y=months["share"].to_list(),
        marker=marker,
        hovertext=[_hover(row, words) for row in months.iter_rows(named=True)],
    )  # fmt: skip


def _hover(row: dict[str, Any], words: str) -> str:
    interval = f"{percent(row['share'])}, {span(row['low'], row['high'])}"
    counted = f"{row['k']} of {row['n']} {words} ({interval})"
    told = "<br>a signal" if row["signal"] else ""
    return f"{month_words(row['month'])}: {counted}{told}"


def _days(months: pl.DataFrame) -> list[str]:
    return [f"{month}-01" for month in months["month"]]


def _longest(trend: pl.DataFrame, seen: pl.DataFrame) -> float:
    tops: list[float] = [*trend["upper"].drop_nulls(), *seen["share"].drop_nulls()]
    return min(1.0, max([0.1, *tops]) * 1.05)
