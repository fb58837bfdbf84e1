"""Labelled rows, a name above each mark: readable on a phone and beside one another."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import plotly.graph_objects as go
import polars as pl

from insight.charts.drawing import Drawing
from insight.charts.style import NEUTRAL, TRACK, Palette, dots, filled
from insight.charts.ticks import money_ticks, share_ticks
from insight.formats import percent, plotly_text
from insight.settings import Choices
from insight.statistics.small_n import Shown, shown

INSET = 12
ROW_HEIGHT = 46
AXIS_HEIGHT = 34
BAR_WIDTH = 0.3
ALIKE = {"marker": {"opacity": 1}}


def dot_rows(rows: pl.DataFrame, *, palette: Palette) -> go.Figure:
    """Shares as dots on one scale from zero, each with its interval.

    Args:
        rows: In the order of drawing: `label`, `note` (text at the right end), `share`,
            `low`, `high` (0-1), `meaning` (see `style`), `shown` (see `graded`) and
            `hover`; with `expected` (0-1) an upright stroke marks it. A picked dot says
            the `pick` of its row, or else its place.
        palette: The colours of the reader's theme.
    """
    return dots_drawn(rows, palette=palette).figure()


def dots_drawn(rows: pl.DataFrame, *, palette: Palette, width: float = 1.0) -> Drawing:
    """`dot_rows` as a drawing, in the left part of the figure where `width` is below 1."""
    placed = rows.with_row_index("place").filter(pl.col("shown") != Shown.COUNTS)
    longest = _longest(placed)
    drawing = ruled_rows(rows, low=0.0, high=longest, width=width)
    marks = [_Mark.of(row, palette) for row in placed.iter_rows(named=True)]
    _intervals(drawing, marks)
    _dots(drawing, marks)
    if "expected" in rows.columns:
        _strokes(drawing, placed)
    drawing.axis("xaxis", **share_ticks(0.0, longest))
    return drawing


def bars_beside(
    drawing: Drawing,
    rows: pl.DataFrame,
    *,
    palette: Palette,
    currency: str,
    start: float,
) -> None:
    """Amounts as bars from zero, in the part of the figure right of `start`.

    Args:
        drawing: The rows that are drawn already.
        rows: The same rows: `amount`, `amount_note`, `amount_hover`, `meaning`, `pick`.
        palette: The colours of the reader's theme.
        currency: The currency of the amounts.
        start: Where the part begins, of a width of 1.
    """
    longest = max([1.0, *rows["amount"]])
    for place, note in enumerate(rows["amount_note"]):
        drawing.rule((0, longest), (-place, -place), color=TRACK, xref="x2")
        above = {"xref": "paper", "xanchor": "right", "yanchor": "bottom"}
        drawing.write(note, x=1, y=0.2 - place, **above)
    drawing.mark(
        "bar", x=rows["amount"].to_list(), y=[-place for place in range(rows.height)],
        orientation="h", width=BAR_WIDTH, hovertext=rows["amount_hover"].to_list(),
        marker=filled([palette.of(meaning) for meaning in rows["meaning"]]),
        customdata=rows["pick"].to_list(), unselected=ALIKE, xaxis="x2",
    )  # fmt: skip
    edge = 0.015 * longest
    ticks = money_ticks(0.0, longest, currency=currency)
    reach = [-edge, longest + edge]
    drawing.axis("xaxis2", domain=[start, 1], anchor="y", range=reach, **ticks)


def graded(rows: pl.DataFrame, *, choices: Choices) -> pl.DataFrame:
    """Rows with `shown`: how much of each share its n allows (`statistics.small_n`)."""
    limits = rows.select("n", "low", "high").cast(pl.Float64).to_numpy().T
    allowed = pl.Series(shown(*limits, choices=choices), dtype=pl.String)
    known = pl.col("share").is_not_null()
    return rows.with_columns(
        shown=pl.when(known).then(allowed).otherwise(pl.lit(str(Shown.COUNTS)))
    )


def worded(
    rows: pl.DataFrame, **texts: Callable[[dict[str, Any]], str]
) -> pl.DataFrame:
    """Rows with a column of words for each text, said of every row."""
    said = {
        name: pl.Series(
            [text(row) for row in rows.iter_rows(named=True)], dtype=pl.String
        )
        for name, text in texts.items()
    }
    return rows.with_columns(**said)


def ruled_rows(
    rows: pl.DataFrame, *, low: float, high: float, width: float = 1.0
) -> Drawing:
    """The names and notes of `rows` over thin tracks from `low` to `high`, no marks yet."""
    drawing = Drawing(height=ROW_HEIGHT * rows.height + AXIS_HEIGHT, left=INSET)
    for place, (name, note) in enumerate(rows.select("label", "note").rows()):
        above = {"xref": "paper", "yanchor": "bottom"}
        drawing.rule((low, high), (-place, -place), color=TRACK)
        drawing.write(plotly_text(name), x=0, y=0.2 - place, xshift=-INSET, **above)
        drawing.write(note, x=width, y=0.2 - place, xanchor="right", **above)
    edge = 0.015 * (high - low)
    drawing.axis("xaxis", range=[low - edge, high + edge], domain=[0, width])
    drawing.axis("yaxis", range=[0.6 - rows.height, 0.75], visible=False)
    return drawing


def row_bar(
    drawing: Drawing,
    ends: tuple[float, float],
    *,
    place: int,
    marker: dict[str, Any],
    hover: str,
) -> None:
    """A bar from one end to the other on the track of row `place`."""
    start, end = ends
    drawing.mark(
        "bar", base=[start], x=[end - start], y=[-place], orientation="h",
        width=BAR_WIDTH,
        marker=marker, hovertext=[hover],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Mark:
    """One share on its row: where it stands, how it looks, what it says."""

    place: int
    pick: Any
    share: float
    ends: tuple[float, float]
    meaning: str
    colour: str
    dash: str
    hover: str

    @classmethod
    def of(cls, row: dict[str, Any], palette: Palette) -> Self:
        grey = row["shown"] == Shown.GREY
        colour = NEUTRAL if grey else palette.of(row["meaning"])
        return cls(
            place=row["place"],
            pick=row.get("pick", row["place"]),
            share=row["share"],
            ends=(row["low"], row["high"]),
            meaning=row["meaning"],
            colour=colour,
            dash="dot" if grey else "solid",
            hover=row["hover"],
        )


def _intervals(drawing: Drawing, marks: list[_Mark]) -> None:
    """One trace per look, with a break after every interval."""
    for colour, dash in dict.fromkeys((mark.colour, mark.dash) for mark in marks):
        alike = [m for m in marks if (m.colour, m.dash) == (colour, dash)]
        drawing.mark(
            "scatter",
            mode="lines",
            x=[x for mark in alike for x in (*mark.ends, None)],
            y=[y for mark in alike for y in (-mark.place, -mark.place, None)],
            line={"color": colour, "width": 3, "dash": dash},
        )


def _dots(drawing: Drawing, marks: list[_Mark]) -> None:
    if marks:
        drawing.mark(
            "scatter",
            mode="markers",
            x=[mark.share for mark in marks],
            y=[-mark.place for mark in marks],
            marker=dots([(mark.meaning, mark.colour) for mark in marks]),
            hovertext=[mark.hover for mark in marks],
            customdata=[mark.pick for mark in marks],
            unselected=ALIKE,
        )


def _strokes(drawing: Drawing, placed: pl.DataFrame) -> None:
    line = {"color": NEUTRAL, "width": 3}
    drawing.mark(
        "scatter",
        mode="markers",
        x=placed["expected"].to_list(),
        y=[-int(place) for place in placed["place"]],
        marker={"symbol": "line-ns", "size": 11, "line": line},
        hovertext=[f"expected {percent(share)}" for share in placed["expected"]],
    )


def _longest(rows: pl.DataFrame) -> float:
    ends = [name for name in ("share", "high", "expected") if name in rows.columns]
    widest = rows.select(pl.max_horizontal(ends).max()).item()
    return min(1.0, (widest or 0.0) * 1.03) or 1.0
