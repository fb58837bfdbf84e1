"""Does a good exit matter? Ratios around 1 on a log axis, and returns per 100 exits."""

from collections.abc import Callable
from math import log2
from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.drawing import Drawing, inked
from insight.charts.rows import dot_rows, graded, ruled_rows
from insight.charts.style import NEUTRAL, Palette
from insight.settings import Choices

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


def ratio_chart(ratios: pl.DataFrame, *, palette: Palette) -> go.Figure:
    """Crude and adjusted ratio as dots with intervals, on a log axis around 1.

    Grey and dotted where the interval holds 1. The axis ends at 64 and 1/64.

    Args:
        ratios: `comparison` ("crude" or "adjusted"), `label`, `ratio`, `ratio_from`,
            `ratio_to`; null where there is no ratio.
        palette: The colours of the reader's theme.
    """
    rows = ratios.with_columns(note=_texts(ratios, _note))
    reach = _reach(ratios)
    drawing = ruled_rows(rows, low=-reach, high=reach)
    drawing.rule((0, 0), (0, 1), yref="y domain", color=NEUTRAL, dash="dot")
    for place, row in enumerate(rows.iter_rows(named=True)):
        if row["ratio"] is not None:
            _dot(drawing, row, place=place, palette=palette)
    _axis(drawing, reach)
    return drawing.figure()


def per_100_chart(
    rates: pl.DataFrame, *, palette: Palette, choices: Choices
) -> go.Figure:
    """Returns per 100 exits if all of them had been good, and if none had.

    Args:
        rates: `label`, `meaning` ("good", "bad"), `n` and `share`, `low`, `high` (0-1).
        palette: The colours of the reader's theme.
        choices: The limits for small numbers.
    """
    rows = graded(rates, choices=choices)
    return dot_rows(
        rows.with_columns(note=_texts(rows, per_100_text), hover=pl.col("label")),
        palette=palette,
    )


def per_100_text(row: dict[str, Any]) -> str:
    """Returns per 100 exits with their interval."""
    value, low, high = (100 * row[name] for name in ("share", "low", "high"))
    return f"{value:.1f} of 100 · {low:.1f}–{high:.1f}"


def _dot(
    drawing: Drawing, row: dict[str, Any], *, place: int, palette: Palette
) -> None:
    sure = not row["ratio_from"] <= 1 <= row["ratio_to"]
    side = "returned" if row["ratio"] > 1 else "bad"
    colour = palette.of(side) if sure else NEUTRAL
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


def _texts(rows: pl.DataFrame, text: Callable[[dict[str, Any]], str]) -> pl.Series:
    return pl.Series([text(row) for row in rows.iter_rows(named=True)], dtype=pl.String)
