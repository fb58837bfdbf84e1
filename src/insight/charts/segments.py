"""Reasons by segment: shares within each segment, printed and shaded in one hue."""

from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.drawing import NOTE_SIZE, Drawing, inked
from insight.charts.rows import graded
from insight.charts.style import Palette, tint
from insight.formats import count, percent, plotly_text, span
from insight.remembered import remembered
from insight.settings import Choices
from insight.statistics.small_n import Shown

ROW_HEIGHT, HEAD_HEIGHT = 44, 56
DARKEST = 0.55


@remembered
def segment_chart(
    cells: pl.DataFrame, *, palette: Palette, choices: Choices
) -> go.Figure:
    """One column per segment, one row per reason; a darker cell is a larger share.

    Segments with too few exits for a share print their counts and are not shaded.

    Args:
        cells: Rows of `segment_reasons`, in the order to draw, each segment with each
            reason at most once; what does not occur may lack.
        palette: The colours of the reader's theme.
        choices: The limits for small numbers.
    """
    shown = graded(cells, choices=choices)
    segments = dict(shown.select("segment", "n").rows())
    reasons = list(dict.fromkeys(shown["label"]))
    drawing = Drawing(height=HEAD_HEIGHT + ROW_HEIGHT * len(reasons), right=0, bottom=0)
    _heads(drawing, segments)
    _names(drawing, reasons)
    found = {(row["label"], row["segment"]): row for row in shown.rows(named=True)}
    grid = [[found.get((label, name)) for name in segments] for label in reasons]
    _cells(drawing, grid, palette=palette)
    drawing.axis("xaxis", range=[-0.5, len(segments) - 0.5], visible=False)
    drawing.axis("yaxis", range=[0.4 - len(reasons), 1.4], visible=False)
    return drawing.figure()


def _heads(drawing: Drawing, segments: dict[str, int]) -> None:
    for place, (name, n) in enumerate(segments.items()):
        words = f"<b>{plotly_text(name)}</b><br>n {count(n)}"
        drawing.write(words, x=place, y=1.0, xanchor="center", size=NOTE_SIZE)


def _names(drawing: Drawing, reasons: list[str]) -> None:
    place = {"xref": "paper", "yanchor": "bottom", "size": NOTE_SIZE}
    for row, label in enumerate(reasons):
        drawing.write(plotly_text(label), x=0, y=0.14 - row, **place)


def _cells(
    drawing: Drawing, grid: list[list[dict[str, Any] | None]], *, palette: Palette
) -> None:
    shaded = [[_shade(cell) for cell in row] for row in grid]
    drawing.mark(
        "heatmap",
        z=shaded, zmin=0, zmax=max([0.01, *(z for row in shaded for z in row)]),
        y=[-0.18 - row for row in range(len(grid))], dy=1,
        colorscale=[[0, tint(palette.interface, opacity=0.0)],
                    [1, tint(palette.interface, opacity=DARKEST)]],
        showscale=False, xgap=3, ygap=16,
        text=[[inked(_words(cell)) for cell in row] for row in grid],
        texttemplate="%{text}", textfont={"size": NOTE_SIZE},
        hovertext=[[_hover(cell) for cell in row] for row in grid],
    )  # fmt: skip


def _shade(cell: dict[str, Any] | None) -> float:
    if cell is None or cell["shown"] == Shown.COUNTS:
        return 0.0
    return float(cell["share"])


def _words(cell: dict[str, Any] | None) -> str:
    if cell is None:
        return "–"
    return (
        count(cell["exits"])
        if cell["shown"] == Shown.COUNTS
        else percent(cell["share"])
    )


def _hover(cell: dict[str, Any] | None) -> str:
    if cell is None:
        return "none"
    of = f"{plotly_text(cell['label'])}: {cell['exits']} of {cell['n']}"
    where = f"{plotly_text(cell['segment'])}<br>{of}"
    return f"{where} · {percent(cell['share'])} ({span(cell['low'], cell['high'])})"
