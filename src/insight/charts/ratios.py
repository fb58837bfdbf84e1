"""Ratios as dots with intervals around 1, on a log axis."""

from math import log2
from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.drawing import Drawing, inked
from insight.charts.rows import ruled_rows, worded
from insight.charts.style import NEUTRAL, Palette
from insight.remembered import remembered
from insight.statistics.estimates import Estimate

WIDEST = 6.0
NARROWEST = 1.0
MOST_TICKS = 6
SECOND_LINE = 18
SHAPES = {"crude": "circle-open", "adjusted": "circle"}


def ratio_text(ratio: float) -> str:
    """A ratio in two or three digits.

    Examples:
        >>> ratio_text(1.673), ratio_text(24.337)
        ('1.67', '24.3')
    """
    return f"{ratio:.2f}" if ratio < 10 else f"{ratio:.1f}"  # noqa: PLR2004


def times_text(ratio: Estimate) -> str:
    """A ratio with its interval, within a sentence.

    Examples:
        >>> times_text(Estimate(6.29, 1.314, 30.12))
        '6.29 times (1.31–30.1)'
    """
    low, high = ratio_text(ratio.low), ratio_text(ratio.high)
    return f"{ratio_text(ratio.value)} times ({low}–{high})"


def ratio_words(row: dict[str, Any]) -> str:
    """A ratio of `ratio_chart` with its interval, read out in place of its dot.

    Examples:
        >>> ratio_words({"ratio": 6.29, "ratio_from": 1.314, "ratio_to": 30.12})
        '6.29 (1.31 to 30.1)'
    """
    low, high = ratio_text(row["ratio_from"]), ratio_text(row["ratio_to"])
    return f"{ratio_text(row['ratio'])} ({low} to {high})"


@remembered
def ratio_chart(
    ratios: pl.DataFrame, *, palette: Palette, above: str, below: str
) -> go.Figure:
    """Crude and adjusted ratio as dots with intervals, on a log axis around 1.

    Grey and dotted where the interval holds 1. The axis ends at 64 and 1/64.

    Args:
        ratios: `comparison` ("crude" or "adjusted"), `label`, `ratio`, `ratio_from`,
            `ratio_to`; null where there is no ratio.
        palette: The colours of the reader's theme.
        above: What a ratio above 1 means (see `style`).
        below: What a ratio below 1 means.
    """
    rows = worded(ratios, note=_note)
    reach = _reach(ratios)
    drawing = ruled_rows(rows, low=-reach, high=reach)
    drawing.rule((0, 0), (0, 1), yref="y domain", color=NEUTRAL, dash="dot")
    for place, row in enumerate(rows.iter_rows(named=True)):
        if row["ratio"] is not None:
            colour = palette.of(above if row["ratio"] > 1 else below)
            _dot(drawing, row, place=place, colour=colour)
    _axis(drawing, reach)
    return drawing.figure()


def _dot(drawing: Drawing, row: dict[str, Any], *, place: int, colour: str) -> None:
    sure = not row["ratio_from"] <= 1 <= row["ratio_to"]
    colour = colour if sure else NEUTRAL
    value, low, high = (
        _doublings(row[name]) for name in ("ratio", "ratio_from", "ratio_to")
    )
    line = {"color": colour, "width": 3, "dash": "solid" if sure else "dot"}
    drawing.mark("scatter", mode="lines", x=[low, high], y=[-place, -place], line=line)
    symbol = SHAPES[row["comparison"]]
    marker = {"symbol": symbol, "size": 11, "color": colour, "line": {"color": colour}}
    hover = f"{row['label']}: {row['note']}"
    drawing.mark(
        "scatter", mode="markers", x=[value], y=[-place], marker=marker,
        hovertext=[hover],
    )  # fmt: skip


def _axis(drawing: Drawing, reach: float) -> None:
    step = 1 if reach <= MOST_TICKS / 2 else 2
    last = int(reach // step) * step
    powers = range(-last, last + 1, step)
    words = [f"{2**power}" if power >= 0 else f"1/{2**-power}" for power in powers]
    words[len(words) // 2] = "1<br>no difference"
    drawing.axis(
        "xaxis", tickvals=list(powers), ticktext=[inked(text) for text in words]
    )
    drawing.layout["height"] += SECOND_LINE
    drawing.layout["margin"]["b"] += SECOND_LINE


def _reach(ratios: pl.DataFrame) -> float:
    """How many doublings the axis shows to each side of 1."""
    ends = [*ratios["ratio_from"].drop_nulls(), *ratios["ratio_to"].drop_nulls()]
    return max([NARROWEST, *(abs(_doublings(end)) for end in ends)])


def _doublings(ratio: float) -> float:
    return log2(min(max(ratio, 2**-WIDEST), 2**WIDEST))


def _note(row: dict[str, Any]) -> str:
    if row["ratio"] is None:
        return "no ratio yet"
    low, high = ratio_text(row["ratio_from"]), ratio_text(row["ratio_to"])
    return f"{ratio_text(row['ratio'])} · {low}–{high}"
