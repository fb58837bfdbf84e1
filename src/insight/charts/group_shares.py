"""Shares by group, k of n each with its interval, on one scale from zero."""

from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.rows import dot_rows, graded, worded
from insight.charts.style import Palette
from insight.formats import count, percent, plotly_text, span
from insight.remembered import remembered
from insight.settings import Choices
from insight.statistics.small_n import Shown


@remembered
def group_share_chart(
    groups: pl.DataFrame, *, palette: Palette, choices: Choices
) -> go.Figure:
    """One row per group: `k` of `n` with its interval, in the order given.

    Args:
        groups: `group` (in words), `k`, `n`, `share`, `low`, `high` (0-1) and
            `meaning` (see `style`).
        palette: The colours of the reader's theme.
        choices: The limits for small numbers.
    """
    rows = graded(groups.with_columns(label="group"), choices=choices)
    return dot_rows(worded(rows, note=_note, hover=_hover), palette=palette)


def _note(row: dict[str, Any]) -> str:
    counted = f"{count(row['k'])} of {count(row['n'])}"
    if row["shown"] == Shown.COUNTS:
        return counted
    return f"{counted} · {percent(row['share'])}"


def _hover(row: dict[str, Any]) -> str:
    share = f"{percent(row['share'])} ({span(row['low'], row['high'])})"
    return f"{plotly_text(row['group'])}<br>{_note(row)}<br>{share}"
