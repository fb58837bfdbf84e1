"""How leaving went: scores and days by group as dots with intervals, and distributions."""

from functools import partial
from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.drawing import Drawing, inked
from insight.charts.rows import graded, ruled_rows, worded
from insight.charts.style import NEUTRAL, Palette, filled
from insight.charts.ticks import round_ticks
from insight.formats import MINUS, count
from insight.remembered import remembered
from insight.settings import Choices
from insight.statistics.small_n import Shown

ANSWERS_HEIGHT = 220


@remembered
def value_rows_chart(
    groups: pl.DataFrame,
    *,
    ends: tuple[float, float],
    palette: Palette,
    choices: Choices,
) -> go.Figure:
    """One row per group: a value with its interval on a scale of its own.

    Grey where few answered, n alone where fewer than `counts_only_below` did.

    Args:
        groups: In the order of drawing: `group` (in words), `n`, `value`, `low`, `high`.
        ends: The ends of the scale; widths count against it for the small-n rules.
        palette: The colours of the reader's theme.
        choices: The limits for small numbers.
    """
    low, high = ends
    rows = _graded(groups, ends=ends, choices=choices)
    drawing = ruled_rows(rows, low=low, high=high)
    for place, row in enumerate(rows.iter_rows(named=True)):
        if row["shown"] != Shown.COUNTS:
            _value(drawing, row, place=place, colour=palette.interface)
    ticks = round_ticks(low, high)
    drawing.axis("xaxis", tickvals=ticks, ticktext=[inked(_number(t)) for t in ticks])
    return drawing.figure()


@remembered
def answers_chart(answers: pl.DataFrame, *, palette: Palette) -> go.Figure:
    """Bars with their counts over every possible answer.

    Args:
        answers: `answer` and `exits`, in order.
        palette: The colours of the reader's theme.
    """
    drawing = Drawing(height=ANSWERS_HEIGHT)
    exits = answers["exits"].to_list()
    drawing.mark(
        "bar", x=answers["answer"].to_list(), y=exits, marker=filled(palette.interface),
        hovertext=[f"{a}: {count(k)}" for a, k in answers.select("answer", "exits").rows()],
    )  # fmt: skip
    for answer, k in answers.select("answer", "exits").rows():
        drawing.write(count(k), x=answer, y=k, xanchor="center", yanchor="bottom")
    drawing.axis("yaxis", range=[0, 1.2 * max([1, *exits])], visible=False)
    given = answers["answer"].to_list()
    drawing.axis("xaxis", tickvals=given, ticktext=[inked(str(a)) for a in given])
    return drawing.figure()


def _graded(
    groups: pl.DataFrame, *, ends: tuple[float, float], choices: Choices
) -> pl.DataFrame:
    """Rows graded on widths as parts of the scale, with their texts."""
    scale = ends[1] - ends[0]
    parts = groups.select(
        "n", share="value", low=pl.col("low") / scale, high=pl.col("high") / scale
    )
    shown = graded(parts, choices=choices)["shown"]
    is_whole = groups["value"].is_null() | (groups["value"] % 1 == 0)
    note = partial(_note, decimals=0 if is_whole.all() else 1)
    return worded(groups.with_columns(shown, label="group"), note=note)


def _value(drawing: Drawing, row: dict[str, Any], *, place: int, colour: str) -> None:
    grey = row["shown"] == Shown.GREY
    ink, dash = (NEUTRAL, "dot") if grey else (colour, "solid")
    drawing.mark(
        "scatter", mode="lines", x=[row["low"], row["high"]], y=[-place, -place],
        line={"color": ink, "width": 3, "dash": dash},
    )  # fmt: skip
    drawing.mark(
        "scatter", mode="markers", x=[row["value"]], y=[-place],
        marker={"color": ink, "size": 11}, hovertext=[row["note"]],
    )  # fmt: skip


def _note(row: dict[str, Any], *, decimals: int) -> str:
    n = f"n = {count(row['n'])}"
    if row["shown"] == Shown.COUNTS:
        return n
    return f"{row['value']:.{decimals}f} · {n}".replace("-", MINUS)


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0").replace("-", MINUS)
