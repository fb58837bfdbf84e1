"""Do the chances hold? What was expected of each group, and what came."""

from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.rows import dot_rows, graded, worded
from insight.charts.style import Palette
from insight.formats import count, percent
from insight.remembered import remembered
from insight.settings import Choices
from insight.statistics.small_n import Shown


@remembered
def reliability_chart(
    groups: pl.DataFrame, *, palette: Palette, choices: Choices
) -> go.Figure:
    """One row per group: the share that asked to leave, and a stroke at the expected.

    Args:
        groups: `group` (in words), `looks`, `expected` (0-1, null without looks),
            `requests`, `share`, `low`, `high`.
        palette: The colours of the reader's theme.
        choices: The limits for small numbers.
    """
    group = pl.col("group")
    named = groups.with_columns(
        n="looks",
        label=group.str.slice(0, 1).str.to_uppercase() + group.str.slice(1),
        meaning=pl.lit("bad"),
    )
    rows = graded(named, choices=choices)
    return dot_rows(worded(rows, note=_note, hover=_note), palette=palette)


def _note(row: dict[str, Any]) -> str:
    counted = f"{count(row['requests'])} of {count(row['looks'])}"
    if row["shown"] == Shown.COUNTS:
        return counted
    return f"{counted} · {percent(row['share'])} · expected {percent(row['expected'])}"
