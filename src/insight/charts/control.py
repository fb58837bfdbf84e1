"""Values in order of time between the limits within which they vary by themselves."""

import plotly.graph_objects as go
import polars as pl

from insight.charts.drawing import Drawing, inked
from insight.charts.style import NEUTRAL, Palette, tint
from insight.charts.ticks import round_ticks, scale_ticks
from insight.formats import number
from insight.remembered import remembered

HEIGHT = 280
GREY = "#808080"
OPACITY = 0.14
TICKS, TIMES = 4, 3
ROOM = 0.06


@remembered
def control_chart(
    points: pl.DataFrame,
    *,
    palette: Palette,
    unit: str = "",
    scale: tuple[int, int] | None = None,
) -> go.Figure:
    """A line of dots over the shaded limits; a signal is a larger, coloured diamond.

    A dot that nothing judges is hollow.

    Args:
        points: In order: `at` (date) and its `label`, `value`, `mean` with the limits `lower` and
            `upper` (null where there are none), `verdict` ("signal", "noise" or "no
            limits") and `words`, what the point says when it is pointed at.
        palette: The colours of the reader's theme.
        unit: Written after the numbers of the axis, for example "%".
        scale: The lowest and the highest value there can be, where the axis shows them
            all; otherwise it spans what was measured, from zero where nothing is below.
    """
    drawing = Drawing(height=HEIGHT, right=84)
    seen = points.filter(pl.col("value").is_not_null())
    if seen.is_empty():
        return drawing.figure()
    _limits(drawing, points, unit=unit)
    days, values = seen["at"].to_list(), seen["value"].to_list()
    line = {"color": NEUTRAL, "width": 1}
    drawing.mark("scatter", mode="lines", x=days, y=values, line=line)
    for part, marker in _marked(seen, palette):
        _dots(drawing, part, marker)
    _values(drawing, points, unit=unit, scale=scale)
    _times(drawing, seen)
    return drawing.figure()


def _limits(drawing: Drawing, points: pl.DataFrame, *, unit: str) -> None:
    """The band of the limits, and their mean with its name at its right end."""
    judged = points.filter(pl.col("mean").is_not_null())
    days = points["at"].to_list()
    for name, fill in (("lower", None), ("upper", "tonexty")):
        drawing.mark(
            "scatter", mode="lines", x=days, y=points[name].to_list(), fill=fill,
            line={"width": 0, "shape": "hvh"}, fillcolor=tint(GREY, opacity=OPACITY),
        )  # fmt: skip
    drawing.mark(
        "scatter", mode="lines", x=days, y=points["mean"].to_list(),
        line={"width": 1, "shape": "hvh", "color": NEUTRAL, "dash": "dot"},
    )  # fmt: skip
    if judged.height:
        mean = judged["mean"][-1]
        words = f"\u2002usual {number(mean)}{unit}"
        drawing.write(words, x=1, xref="paper", y=mean, size=12)


def _marked(
    seen: pl.DataFrame, palette: Palette
) -> list[tuple[pl.DataFrame, dict[str, object]]]:
    """The dots by what they say, each with its look."""
    said = pl.col("verdict")
    usual = {"symbol": "circle", "color": NEUTRAL, "size": 7}
    return [
        (seen.filter(said == "noise"), usual),
        (seen.filter(said == "no limits"), usual | {"symbol": "circle-open"}),
        (
            seen.filter(said == "signal"),
            {"symbol": "diamond", "color": palette.interface, "size": 11},
        ),
    ]


def _dots(drawing: Drawing, part: pl.DataFrame, marker: dict[str, object]) -> None:
    if part.height:
        drawing.mark(
            "scatter", mode="markers", x=part["at"].to_list(), marker=marker,
            y=part["value"].to_list(), hovertext=part["words"].to_list(),
        )  # fmt: skip


def _values(
    drawing: Drawing, points: pl.DataFrame, *, unit: str, scale: tuple[int, int] | None
) -> None:
    if scale:
        ticks, room = scale_ticks(*scale, parts=TICKS), ROOM * (scale[1] - scale[0])
        low, high = scale[0] - room, scale[1] + room
    else:
        low, high = _range(points)
        ticks = round_ticks(low, high, parts=TICKS)
    words = [inked(f"{number(tick)}{unit}") for tick in ticks]
    drawing.axis("yaxis", range=[low, high], tickvals=ticks, ticktext=words)


def _times(drawing: Drawing, seen: pl.DataFrame) -> None:
    step = max(1, -(-seen.height // TIMES))
    named = seen.select("at", "label").reverse().gather_every(step)
    drawing.axis(
        "xaxis",
        type="date",
        tickvals=named["at"].to_list(),
        ticktext=[inked(label) for label in named["label"]],
    )


def _range(points: pl.DataFrame) -> tuple[float, float]:
    """From zero, or from the lowest where there are negative values."""
    ends = pl.concat(
        [points[name] for name in ("value", "lower", "upper")]
    ).drop_nulls()
    low, high = min([0.0, *ends]), max([1e-9, *ends])
    room = ROOM * (high - low)
    return (low - room if low < 0 else 0.0), high + 2 * room
