"""Tricks and traps: how often each check of an exit failed."""

from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.rows import dot_rows, graded, worded
from insight.charts.style import Palette
from insight.formats import count, percent, plotly_text, span
from insight.remembered import remembered
from insight.settings import Choices
from insight.statistics.small_n import Shown

BAD = pl.lit("bad")


@remembered
def failed_checks_chart(
    checks: pl.DataFrame, *, palette: Palette, choices: Choices
) -> go.Figure:
    """One row per check: the share that failed with its interval.

    Args:
        checks: `check_counts` with `check` in words, in the order of drawing.
        palette: The colours of the reader's theme.
        choices: The limits for small numbers.
    """
    rows = graded(checks.with_columns(label="check", meaning=BAD), choices=choices)
    return dot_rows(worded(rows, note=_note, hover=_hover), palette=palette)


def _note(row: dict[str, Any]) -> str:
    counted = f"{count(row['failed'])} of {count(row['n'])}"
    if row["shown"] == Shown.COUNTS:
        return counted if row["n"] else "not known"
    return f"{counted} · {percent(row['share'])}"


def _hover(row: dict[str, Any]) -> str:
    share = f"{percent(row['share'])} ({span(row['low'], row['high'])})"
    return (
        f"{plotly_text(row['check'])}<br>{share}<br>{count(row['not_known'])} not known, "
        f"{count(row['not_applicable'])} not applicable"
    )
