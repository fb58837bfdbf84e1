"""Does a good exit matter? Returns of 100 exits, good ones and others."""

from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.rows import dot_rows, graded, worded
from insight.charts.style import Palette
from insight.remembered import remembered
from insight.settings import Choices


@remembered
def per_100_chart(
    rates: pl.DataFrame, *, palette: Palette, choices: Choices
) -> go.Figure:
    """Returns of 100 good exits, and of 100 others.

    Args:
        rates: `label`, `meaning` ("good", "bad"), `n` and `share`, `low`, `high` (0-1).
        palette: The colours of the reader's theme.
        choices: The limits for small numbers.
    """
    rows = graded(rates.with_columns(hover="label"), choices=choices)
    return dot_rows(worded(rows, note=per_100_text), palette=palette)


def per_100_text(row: dict[str, Any]) -> str:
    """Returns per 100 exits with their interval."""
    value, low, high = (100 * row[name] for name in ("share", "low", "high"))
    return f"{value:.1f} of 100 · {low:.1f}–{high:.1f}"
