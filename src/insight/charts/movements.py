"""MRR movements month by month: gains above the line, losses below it."""

import plotly.graph_objects as go
import polars as pl

from insight.charts.bridge import STEPS
from insight.charts.drawing import Drawing
from insight.charts.style import Palette, filled, tint
from insight.charts.ticks import money_ticks, month_ticks
from insight.formats import change, month_words

HEIGHT = 300
_LOOKS = {
    "new": ("gained", 1.0),
    "reactivation": ("gained", 0.7),
    "expansion": ("gained", 0.4),
    "churn": ("lost", 1.0),
    "contraction": ("lost", 0.5),
}


def movements_chart(
    months: pl.DataFrame, *, palette: Palette, currency: str
) -> go.Figure:
    """Five movements stacked by month, and their sum as a mark.

    Args:
        months: `month` (`2026-02`) in order, a column per movement (units of the
            currency, losses negative, null where unknown) and `net`.
        palette: The colours of the reader's theme.
        currency: The reporting currency.
    """
    drawing = Drawing(height=HEIGHT, right=28)
    for kind, (meaning, opacity) in _LOOKS.items():
        colour = tint(getattr(palette, meaning), opacity=opacity)
        _bars(drawing, months, kind, colour=colour, currency=currency)
    known = months.drop_nulls("net")
    drawing.mark(
        "scatter", mode="markers",
        x=_days(known), y=known["net"].to_list(),
        marker={"symbol": "diamond", "size": 8, "color": "#FFFFFF", "line": {"width": 2, "color": palette.interface}},
        hovertext=_said(known, "net", "net", currency=currency),
    )  # fmt: skip
    low, high = _range(months)
    drawing.layout |= {"barmode": "relative", "bargap": 0.25}
    drawing.axis("xaxis", **month_ticks(months["month"].to_list()))
    drawing.axis(
        "yaxis", range=[low, high], zeroline=True, zerolinewidth=1,
        **money_ticks(low, high, currency=currency),
    )  # fmt: skip
    return drawing.figure()


def _bars(
    drawing: Drawing, months: pl.DataFrame, kind: str, *, colour: str, currency: str
) -> None:
    known = months.drop_nulls(kind)
    drawing.mark(
        "bar",
        x=_days(known),
        y=known[kind].to_list(),
        marker=filled(colour),
        hovertext=_said(known, kind, STEPS[kind].lower(), currency=currency),
    )


def _days(months: pl.DataFrame) -> list[str]:
    return [f"{month}-01" for month in months["month"]]


def _said(months: pl.DataFrame, column: str, words: str, *, currency: str) -> list[str]:
    return [
        f"{month_words(month)}: {words} {change(amount, currency=currency)}"
        for month, amount in months.select("month", column).rows()
    ]


def _range(months: pl.DataFrame) -> tuple[float, float]:
    """From the deepest stack of losses to the highest stack of gains."""
    kinds = [pl.col(kind).fill_null(0.0) for kind in _LOOKS]
    high, low = months.select(
        high=pl.sum_horizontal([kind.clip(0, None) for kind in kinds]).max(),
        low=pl.sum_horizontal([kind.clip(None, 0) for kind in kinds]).min(),
    ).row(0)
    room = 0.06 * ((high - low) or 1.0)
    return low - room, high + room
