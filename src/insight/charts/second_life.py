"""Second lives: the share of those who came back that is still there."""

from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.rows import dot_rows, graded, worded
from insight.charts.style import Palette
from insight.formats import count, percent, span
from insight.remembered import remembered
from insight.settings import Choices
from insight.statistics.small_n import Shown


@remembered
def second_life_chart(
    shares: pl.DataFrame, *, palette: Palette, choices: Choices
) -> go.Figure:
    """One row per group and horizon: the share still there with its interval.

    Args:
        shares: `second_life_shares` with `curve` and `meaning`, in the order to draw.
        palette: The colours of the reader's theme.
        choices: The limits for small numbers.
    """
    named = shares.with_columns(label=pl.format("{} · {} days", "curve", "horizon"))
    rows = graded(named, choices=choices)
    return dot_rows(worded(rows, note=_note, hover=_note), palette=palette)


def _note(row: dict[str, Any]) -> str:
    if row["share"] is None:
        return "nobody watched that long yet"
    if row["shown"] == Shown.COUNTS:
        return f"{row['exits']} of {row['n']} left again so far, too few for a share"
    share = f"{percent(row['share'])} · {span(row['low'], row['high'])}"
    return f"{share} of {count(row['n'])}"
