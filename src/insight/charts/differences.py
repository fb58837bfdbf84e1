"""How many more of 100, as dots with intervals around no difference."""

from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.drawing import Drawing, inked
from insight.charts.rows import ruled_rows, worded
from insight.charts.style import NEUTRAL, Palette
from insight.formats import MINUS
from insight.remembered import remembered

PER = 100
NARROWEST, STEPS = 5.0, (1, 2, 5, 10, 20, 50)
MOST_TICKS = 4
SECOND_LINE = 18


def difference_text(difference: float, *, unit: str = " of 100") -> str:
    """A difference of shares of 0 to 1, with its sign, of 100.

    Examples:
        >>> difference_text(0.0834), difference_text(-0.02, unit="")
        ('+8.3 of 100', '−2.0')
    """
    return f"{PER * difference:+.1f}{unit}".replace("-", MINUS)


@remembered
def difference_chart(differences: pl.DataFrame, *, palette: Palette) -> go.Figure:
    """Differences as dots with their intervals.

    Args:
        differences: `label`, `difference`, `low`, `high` (-1 to 1, null where there is
            none) and `meaning` (see `style`).
        palette: The colours of the reader's theme.
    """
    rows = worded(differences, note=_note)
    reach = _reach(differences)
    drawing = ruled_rows(rows, low=-reach, high=reach)
    drawing.rule((0, 0), (0, 1), yref="y domain", color=NEUTRAL, dash="dot")
    for place, row in enumerate(rows.iter_rows(named=True)):
        if row["difference"] is not None:
            _dot(drawing, row, place=place, palette=palette)
    _axis(drawing, reach)
    return drawing.figure()


def _dot(
    drawing: Drawing, row: dict[str, Any], *, place: int, palette: Palette
) -> None:
    colour = palette.of(row["meaning"])
    value, low, high = (PER * row[name] for name in ("difference", "low", "high"))
    line = {"color": colour, "width": 3}
    drawing.mark("scatter", mode="lines", x=[low, high], y=[-place, -place], line=line)
    drawing.mark(
        "scatter", mode="markers", x=[value], y=[-place],
        marker={"size": 11, "color": colour},
        hovertext=[f"{row['label']}: {row['note']}"],
    )  # fmt: skip


def _axis(drawing: Drawing, reach: float) -> None:
    step = next(s for s in STEPS if reach / s <= MOST_TICKS)
    last = int(reach // step) * step
    values = range(-last, last + 1, step)
    words = [difference_text(value / PER, unit="").split(".")[0] for value in values]
    words[len(words) // 2] = "0<br>no difference"
    drawing.axis("xaxis", tickvals=list(values), ticktext=[inked(w) for w in words])
    drawing.layout["height"] += SECOND_LINE
    drawing.layout["margin"]["b"] += SECOND_LINE


def _reach(differences: pl.DataFrame) -> float:
    """How many of 100 the axis shows to each side of 0."""
    ends = [*differences["low"].drop_nulls(), *differences["high"].drop_nulls()]
    return float(max([NARROWEST, *(PER * abs(end) * 1.03 for end in ends)]))


def _note(row: dict[str, Any]) -> str:
    if row["difference"] is None:
        return "not compared yet"
    low, high = (difference_text(row[name], unit="") for name in ("low", "high"))
    return f"{difference_text(row['difference'])} · {low} to {high}"
