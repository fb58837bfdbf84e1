"""Month by month: how much is kept, who left and who came back."""

from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.drawing import Drawing, inked
from insight.charts.style import NEUTRAL, Palette, apart, filled
from insight.charts.ticks import month_ticks, round_step, share_ticks
from insight.formats import month_words, percent
from insight.remembered import remembered

TREND_HEIGHT = 300
LOWEST_TOP = 1.02
SMALLEST_SPAN = 0.2
STROKES: dict[str, dict[str, Any]] = {
    "grr_strict": {"width": 1, "dash": "dot"},
    "grr": {"width": 3},
    "nrr": {"width": 1.5},
}
LINES = {"grr_strict": "strict", "grr": "GRR", "nrr": "NRR"}


@remembered
def retention_chart(kept: pl.DataFrame, *, palette: Palette) -> go.Figure:
    """GRR, NRR and the strict GRR over the twelve months up to each month.

    Args:
        kept: `month` (`2026-02`) in order, `grr`, `grr_strict`, `nrr` (0-1 and above,
            null before a full window).
        palette: The colours of the reader's theme.
    """
    drawing = Drawing(height=TREND_HEIGHT, right=28)
    for column in LINES:
        _line(drawing, kept, column, colour=palette.interface)
    known = kept.filter(pl.any_horizontal(pl.col(*LINES).is_not_null()))
    low, high = _range(kept)
    _name_lines(drawing, known, gap=0.08 * (high - low))
    drawing.rule((0, 1), (1, 1), xref="paper", color=NEUTRAL)
    drawing.axis("yaxis", range=[low, high], **share_ticks(low, high))
    drawing.axis("xaxis", **month_ticks(known["month"].to_list()))
    return drawing.figure()


@remembered
def exits_and_returns_chart(monthly: pl.DataFrame, *, palette: Palette) -> go.Figure:
    """Returns above the line, exits below it, the provisional ones hatched.

    Args:
        monthly: `month`, `returned`, `exits`, `provisional` (of the exits), in order.
        palette: The colours of the reader's theme.
    """
    drawing = Drawing(height=TREND_HEIGHT, right=28)
    firm = monthly.with_columns(-(pl.col("exits") - pl.col("provisional")))
    young = monthly.filter(pl.col("provisional") > 0).with_columns(
        -pl.col("provisional")
    )
    _bars(drawing, monthly, "returned", "came back", marker=filled(palette.gained))
    _bars(drawing, firm, "exits", "left", marker=filled(palette.lost))
    hatched = filled(palette.lost, provisional=True)
    _bars(drawing, young, "provisional", "left, provisional", marker=hatched)
    drawing.layout |= {"barmode": "relative", "bargap": 0.25}
    drawing.axis("yaxis", **_both_ways(monthly))
    drawing.axis("xaxis", **month_ticks(monthly["month"].to_list()))
    corner: dict[str, Any] = {"x": 0, "xref": "paper", "yref": "paper"}
    drawing.write("Came back", y=1, yanchor="top", **corner)
    drawing.write("Left", y=0, yanchor="bottom", **corner)
    return drawing.figure()


def _line(drawing: Drawing, kept: pl.DataFrame, column: str, *, colour: str) -> None:
    known = kept.filter(pl.col(column).is_not_null())
    drawing.mark(
        "scatter",
        x=[f"{month}-01" for month in known["month"]],
        y=known[column].to_list(),
        mode="lines" if known.height > 1 else "markers",
        line={"color": colour} | STROKES[column],
        hovertext=[
            f"{month_words(month)}: {LINES[column]} {percent(rate)}"
            for month, rate in known.select("month", column).rows()
        ],
    )


def _name_lines(drawing: Drawing, known: pl.DataFrame, *, gap: float) -> None:
    """The name of each line at its right end, moved apart where ends are close."""
    if known.is_empty():
        return
    month, *ends = known.select("month", *LINES).row(-1)
    places = apart(ends, gap=gap)
    for name, rate, y in zip(LINES.values(), ends, places, strict=True):
        words = f"{name} {percent(rate)}"
        drawing.write(words, x=f"{month}-01", y=y, xanchor="right", yanchor="bottom")


def _range(kept: pl.DataFrame) -> tuple[float, float]:
    """From a round tenth below the lowest rate; never so short that noise fills it."""
    rates = kept.select(*LINES).unpivot()["value"].drop_nulls()
    low = min([1.0, *rates])
    high = max([LOWEST_TOP, *rates]) + 0.02
    start = max(0.0, (low - 0.03) // 0.1 * 0.1)
    return min(start, high - SMALLEST_SPAN), high


def _bars(
    drawing: Drawing,
    monthly: pl.DataFrame,
    column: str,
    words: str,
    *,
    marker: dict[str, object],
) -> None:
    drawing.mark(
        "bar",
        x=[f"{month}-01" for month in monthly["month"]],
        y=monthly[column].to_list(),
        marker=marker,
        hovertext=[
            f"{month_words(month)}: {abs(number)} {words}"
            for month, number in monthly.select("month", column).rows()
        ],
    )


def _both_ways(monthly: pl.DataFrame) -> dict[str, object]:
    """An axis that counts upwards and downwards without minus signs."""
    highest = max([1, *monthly["returned"]])
    deepest = max([1, *monthly["exits"]])
    step = max(1, round(round_step(max(highest, deepest), parts=3)))
    ticks = [*range(-step, -deepest - 1, -step)[::-1], *range(0, highest + 1, step)]
    room = 0.2 * (highest + deepest)
    return {
        "range": [-deepest - room, highest + room],
        "tickvals": ticks,
        "ticktext": [inked(str(abs(tick))) for tick in ticks],
        "zeroline": True,
        "zerolinewidth": 1,
    }
