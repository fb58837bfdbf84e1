"""Who comes back and when: cumulative return curves over their risk table."""

from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.drawing import NOTE_SIZE, Drawing, inked
from insight.charts.rows import dot_rows, graded, worded
from insight.charts.style import NEUTRAL, Palette, tint
from insight.charts.ticks import share_ticks
from insight.formats import count, percent, plotly_text, span
from insight.remembered import remembered
from insight.settings import Choices
from insight.statistics.small_n import Line, Shown, line

CURVE_HEIGHT = 300
CLEAR, FAINT, FEW = 0.16, 0.07, 3
TABLE_ROW = 18
BETWEEN = 34
LONGEST_DAYS = 730
DASHES = {"poor_fit": "longdash"}
STATES = ("at_risk", "returned", "ceased", "censored")


@remembered
def return_curve_chart(
    curves: pl.DataFrame, risk: pl.DataFrame, *, palette: Palette, choices: Choices
) -> go.Figure:
    """Shares returned by day as steps with bands, over what happened to the others.

    Dotted where fewer than `curve_dotted_below` are at risk, ended where fewer than
    `curve_stops_below` are.

    Args:
        curves: `return_curves` with `curve` (its name), `meaning` (see `style`).
        risk: `risk_table` of the same groups with `curve`, in the order of drawing.
        palette: The colours of the reader's theme.
        choices: Horizons and the limits for small numbers.
    """
    visible = _followed(curves, choices=choices)
    lines = risk["curve"].n_unique() * (len(STATES) + 1)
    height = CURVE_HEIGHT + TABLE_ROW * lines + BETWEEN + 8
    drawing = Drawing(height=height, left=66, right=24, bottom=4)
    opacity = FAINT if risk["curve"].n_unique() > FEW else CLEAR
    for _, curve in visible.group_by("curve", maintain_order=True):
        _curve(drawing, curve, palette=palette, opacity=opacity)
    for day in choices.horizons:
        drawing.rule((day, day), (0, 1), yref="y domain", color=NEUTRAL, dash="dot")
    if visible.is_empty():
        _write_too_few(drawing, choices)
    _key(drawing, visible, palette=palette)
    _risk_rows(drawing, risk)
    _axes(drawing, visible, risk, lines=lines)
    return drawing.figure()


@remembered
def win_back_chart(
    rates: pl.DataFrame, *, palette: Palette, choices: Choices
) -> go.Figure:
    """One row per group and horizon: the share returned by then with its interval.

    Args:
        rates: `win_back_rates` with `curve` and `meaning`, in the order of drawing.
        palette: The colours of the reader's theme.
        choices: The limits for small numbers.
    """
    named = rates.with_columns(label=pl.format("{} · {} days", "curve", "horizon"))
    rows = graded(named, choices=choices)
    return dot_rows(worded(rows, note=_note, hover=_hover), palette=palette)


def _curve(
    drawing: Drawing,
    curve: pl.DataFrame,
    *,
    palette: Palette,
    opacity: float,
) -> None:
    colour = palette.of(curve["meaning"][0])
    end = min(curve["until"][0], LONGEST_DAYS)
    days = [0, *curve["day"], end]
    shares, low, high = (
        [0.0, *curve[name], curve[name][-1]] for name in ("share", "low", "high")
    )
    steps = {"color": colour, "width": 2.5, "shape": "hv"}
    drawing.mark(
        "scatter", mode="lines", x=days, y=low,
        line={"width": 0, "shape": "hv"},
    )  # fmt: skip
    drawing.mark(
        "scatter", mode="lines", x=days, y=high,
        line={"width": 0, "shape": "hv"}, fill="tonexty", fillcolor=tint(colour, opacity=opacity),
    )  # fmt: skip
    firm = 1 + curve.filter(line=Line.SOLID).height
    hover = ["exit", *(_at(row) for row in curve.iter_rows(named=True)), ""]
    own = DASHES.get(curve["meaning"][0], "solid")
    for part, dash in ((slice(0, firm), own), (slice(firm - 1, None), "dot")):
        drawing.mark(
            "scatter", mode="lines", x=days[part], y=shares[part],
            line=steps | {"dash": dash}, hovertext=hover[part],
        )  # fmt: skip


def _followed(curves: pl.DataFrame, *, choices: Choices) -> pl.DataFrame:
    """The days with enough at risk, with `line` (see `statistics.small_n`).

    `until` is the day from which there are not enough, or the last one.
    """
    drawn = pl.Series("line", line(curves["at_risk"], choices=choices), dtype=pl.String)
    enough = pl.col("line") != Line.NONE
    stop = pl.col("day").filter(~enough).min().over("curve")
    until = pl.coalesce(stop, pl.col("day").max().over("curve"))
    followed = curves.with_columns(drawn).with_columns(until=until)
    return followed.filter(enough, pl.col("day") <= LONGEST_DAYS)


def _write_too_few(drawing: Drawing, choices: Choices) -> None:
    words = f"Fewer than {choices.curve_stops_below} exits at risk: no curve."
    drawing.write(words, x=0.02, y=1, xref="paper", yref="y domain", yanchor="top")


def _key(drawing: Drawing, curves: pl.DataFrame, *, palette: Palette) -> None:
    """The names of the curves, highest first, in the corner no curve can reach."""
    corner = {"xref": "paper", "yref": "y domain", "yanchor": "top"}
    ends = curves.group_by("curve", "meaning").agg(pl.col("share").last())
    ordered = ends.sort("share", "curve", descending=[True, False])
    for place, (name, meaning) in enumerate(ordered.select("curve", "meaning").rows()):
        stroke = "━ ━" if meaning in DASHES else "━━━"
        key = f'<span style="color:{palette.of(meaning)}">{stroke}</span> '
        height = 1 - place * TABLE_ROW / CURVE_HEIGHT
        drawing.write(key + plotly_text(name), x=0.01, y=height, **corner)


def _risk_rows(drawing: Drawing, risk: pl.DataFrame) -> None:
    """The risk table under the curves: per group a heading and one line per state."""
    top = 0
    place: dict[str, Any] = {
        "x": 0, "xref": "paper", "yref": "y2", "xshift": -62, "size": NOTE_SIZE,
    }  # fmt: skip
    for (name,), group in risk.group_by("curve", maintain_order=True):
        drawing.write(f"<b>{plotly_text(str(name))}</b>", y=-top, **place)
        for y, state in enumerate(STATES, start=top + 1):
            drawing.write(state.replace("_", " "), y=-y, **place)
            drawing.mark(
                "scatter", mode="text", x=group["day"].to_list(), y=[-y] * group.height,
                text=[inked(count(number)) for number in group[state]], yaxis="y2",
                cliponaxis=False, textfont={"size": NOTE_SIZE},
            )  # fmt: skip
        top += len(STATES) + 1


def _axes(
    drawing: Drawing, curves: pl.DataFrame, risk: pl.DataFrame, *, lines: int
) -> None:
    table = TABLE_ROW * lines
    whole = CURVE_HEIGHT + table + BETWEEN
    highest = min(1.0, max([0.1, *curves["high"].drop_nulls()]) * 1.15)
    days = sorted(set(risk["day"]))
    drawing.axis(
        "xaxis", range=[-12, max(days) + 24], tickvals=days, side="top", anchor="free",
        ticktext=[inked(f"{day} d" if day else "exit") for day in days],
        position=(table + 4) / whole,
    )  # fmt: skip
    drawing.axis(
        "yaxis", domain=[(table + BETWEEN) / whole, 1], range=[0, highest],
        **share_ticks(0, highest) | {"zeroline": True, "zerolinewidth": 1},
    )  # fmt: skip
    drawing.axis(
        "yaxis2", domain=[0, table / whole], range=[0.5 - lines, 0.5], visible=False,
        anchor="x",
    )  # fmt: skip
    drawing.mark("scatter", mode="markers", x=[0], y=[0], marker={"opacity": 0})


def _at(row: dict[str, Any]) -> str:
    share = f"{percent(row['share'])} ({span(row['low'], row['high'])})"
    return f"{plotly_text(row['curve'])}, day {row['day']}: {share}, {row['at_risk']} at risk"


def _note(row: dict[str, Any]) -> str:
    if row["share"] is None:
        return "not watched that long yet"
    if row["shown"] == Shown.COUNTS:
        return f"{row['mature_returned']} of {row['mature_n']}, too few for a share"
    if not row["share"]:
        return f"none of {count(row['n'])} so far"
    return f"{percent(row['share'])} · {span(row['low'], row['high'])}"


def _hover(row: dict[str, Any]) -> str:
    mature = f"{row['mature_returned']} of the {row['mature_n']} exits at least"
    return f"{_note(row)}<br>{mature} {row['horizon']} days old came back in time"
