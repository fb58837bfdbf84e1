"""What moved MRR: from opening to closing, one row per movement."""

from itertools import accumulate

import plotly.graph_objects as go
import polars as pl

from insight.charts.drawing import Drawing
from insight.charts.rows import row_bar, ruled_rows
from insight.charts.style import NEUTRAL, TRACK, Palette, filled
from insight.charts.ticks import money_ticks
from insight.formats import change, money, plural
from insight.remembered import remembered

STEPS = {
    "opening": "Opening",
    "new": "New customers",
    "reactivation": "Came back",
    "expansion": "Expansion",
    "contraction": "Contraction",
    "churn": "Churn",
    "merged": "Merged in or out",
    "closing": "Closing",
}
GAINS = ("new", "reactivation", "expansion")
CUT_WHEN_ABOVE = 0.8


@remembered
def mrr_bridge_chart(
    bridge: pl.DataFrame, *, palette: Palette, currency: str
) -> go.Figure:
    """A waterfall lying on its side; a cut axis is drawn as cut and says where.

    Args:
        bridge: Rows of `metrics.bridge` in order: `step`, `amount` (units of the
            currency, losses negative), `accounts`, `provisional` (the part of churn
            that may yet be restated, negative or 0).
        palette: The colours of the reader's theme.
        currency: The reporting currency.
    """
    spans = _spans(bridge)
    low = axis_start(spans)
    high = max([1.0, *(end for span in spans for end in span)])
    named = _named(bridge, currency=currency)
    drawing = ruled_rows(named, low=low, high=high)
    for place, row in enumerate(named.iter_rows(named=True)):
        colour = _colour(row["step"], row["amount"], palette)
        start, end = max(spans[place][0], low), spans[place][1]
        firm = end - row["provisional"]
        hover = f"{row['label']}: {row['note']}"
        row_bar(drawing, (start, firm), place=place, marker=filled(colour), hover=hover)
        if firm != end:
            marker = filled(colour, provisional=True)
            row_bar(drawing, (firm, end), place=place, marker=marker, hover=hover)
    _connect(drawing, spans)
    if low:
        _cut(drawing, rows=bridge.height, at=low + 0.04 * (high - low))
    drawing.layout["barmode"] = "overlay"
    drawing.axis("xaxis", **money_ticks(low, high, currency=currency))
    return drawing.figure()


def axis_start(spans: list[tuple[float, float]]) -> float:
    """Where the axis begins: 0, or a round number where every level is far above it."""
    levels = [level for span in spans for level in span if level]
    if len(spans) <= 2 or not levels:  # noqa: PLR2004
        return 0.0
    lowest, highest = min(levels), max(levels)
    if lowest < CUT_WHEN_ABOVE * highest:
        return 0.0
    step = 10 ** (len(str(int(highest))) - 2)
    return float((lowest - 0.35 * (highest - lowest)) // step * step)


def _spans(bridge: pl.DataFrame) -> list[tuple[float, float]]:
    """Where each row's bar starts and ends."""
    steps = bridge.select("step", "amount").rows()
    moves = [0.0 if step == "closing" else amount for step, amount in steps]
    ends = list(accumulate(moves))
    return [
        (0.0, amount) if step in {"opening", "closing"} else (end - amount, end)
        for (step, amount), end in zip(steps, ends, strict=True)
    ]


def _named(bridge: pl.DataFrame, *, currency: str) -> pl.DataFrame:
    notes = [
        _note(step, amount, accounts, currency=currency)
        for step, amount, accounts in bridge.select("step", "amount", "accounts").rows()
    ]
    return bridge.with_columns(
        label=pl.col("step").replace_strict(STEPS, default=pl.col("step")),
        note=pl.Series(notes, dtype=pl.String),
    )


def _note(step: str, amount: float, accounts: int | None, *, currency: str) -> str:
    if accounts is None:
        return money(amount, currency=currency)
    return f"{change(amount, currency=currency)} · {plural(accounts, 'account')}"


def _colour(step: str, amount: float, palette: Palette) -> str:
    if step in {"opening", "closing", "merged"}:
        return NEUTRAL
    return palette.gained if step in GAINS or amount > 0 else palette.lost


def _connect(drawing: Drawing, spans: list[tuple[float, float]]) -> None:
    for place, (_, end) in enumerate(spans[:-1]):
        drawing.rule((end, end), (-place - 0.15, -place - 0.85), color=TRACK)


def _cut(drawing: Drawing, *, rows: int, at: float) -> None:
    """The mark of a cut axis across the two bars that would start at zero."""
    for place in (0, rows - 1):
        drawing.write("<b>//</b>", x=at, y=-place, size=20)
