"""The trail of exits that festered: issue opened, notice given, gone, on one clock."""

from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.drawing import Drawing, inked
from insight.charts.rows import BAR_WIDTH, ruled_rows
from insight.charts.style import NEUTRAL, Palette, filled
from insight.charts.ticks import round_ticks
from insight.formats import MINUS, day_words, plotly_text, plural
from insight.remembered import remembered

OF_EXIT = ("account_id", "exit_date")
EXIT = {"symbol": "x", "size": 11}


@remembered
def longest_first(trails: pl.DataFrame, *, most: int) -> pl.DataFrame:
    """The trails of the `most` exits whose oldest issue had been open for longest."""
    oldest = trails.group_by(OF_EXIT).agg(oldest=pl.col("open_days").max())
    first = oldest.sort("oldest", *OF_EXIT, descending=[True, False, False]).head(most)
    return first.join(trails, on=OF_EXIT, how="left", maintain_order="left_right")


@remembered
def trail_chart(
    trails: pl.DataFrame, *, palette: Palette, festering_days: int
) -> go.Figure:
    """One row per exit, days counted from notice: its open issues, then the exit.

    An issue is grey while it is young and in the colour of what is within our control from
    the day it festers. It ends when it was resolved, or with the exit.

    Args:
        trails: The rows of `longest_first`, one per issue: `account_id`, `account_name`,
            `exit_date`, `notice`, `opened`, `resolved` (null while open), `topic`,
            `open_days`, `oldest`.
        palette: The colours of the reader's theme.
        festering_days: From when on an issue festers.
    """
    placed = _placed(trails)
    exits = placed.unique("place", maintain_order=True)
    low = -max([1.0, *exits["oldest"]])
    high = max([1.0, *placed["ends"], *exits["left"]])
    drawing = ruled_rows(_named(exits), low=low, high=high)
    drawing.rule((0, 0), (0, 1), yref="y domain", color=NEUTRAL, dash="dot")
    festers = pl.min_horizontal(pl.col("began") + festering_days, "ends")
    split = placed.with_columns(festers=festers)
    _bars(drawing, split, ("began", "festers"), colour=NEUTRAL)
    _bars(drawing, split, ("festers", "ends"), colour=palette.lost)
    _exits(drawing, exits, colour=palette.lost)
    drawing.axis("xaxis", **_ticks(low, high))
    drawing.layout["barmode"] = "overlay"
    return drawing.figure()


def _placed(trails: pl.DataFrame) -> pl.DataFrame:
    """Each issue in days from notice, with its row and its share of the row."""
    days = {
        name: (pl.col(column) - pl.col("notice")).dt.total_days()
        for name, column in (("began", "opened"), ("left", "exit_date"))
    }
    closed = pl.min_horizontal(
        pl.col("resolved").fill_null(pl.col("exit_date")), "exit_date"
    )
    return trails.with_columns(
        **days,
        ends=(closed - pl.col("notice")).dt.total_days(),
        place=pl.struct(OF_EXIT).rle_id().cast(pl.Int64),
        nth=pl.int_range(pl.len()).over(OF_EXIT),
        issues=pl.len().over(OF_EXIT),
    )


def _named(exits: pl.DataFrame) -> pl.DataFrame:
    notes = [
        f"{plural(days, 'day')} · left {day_words(left)}"
        for days, left in exits.select("oldest", "exit_date").rows()
    ]
    return exits.select(label="account_name", note=pl.Series(notes, dtype=pl.String))


def _bars(
    drawing: Drawing, issues: pl.DataFrame, ends: tuple[str, str], *, colour: str
) -> None:
    start, end = (pl.col(name) for name in ends)
    part = issues.filter(start < end)
    width = BAR_WIDTH / pl.col("issues")
    drawing.mark(
        "bar",
        orientation="h",
        base=part[ends[0]].to_list(),
        x=part.select(end - start).to_series().to_list(),
        y=part.select(BAR_WIDTH / 2 - width * (pl.col("nth") + 0.5) - pl.col("place"))
        .to_series()
        .to_list(),
        width=part.select(0.85 * width).to_series().to_list(),
        hovertext=[_hover(row) for row in part.iter_rows(named=True)],
        marker=filled(colour),
    )


def _exits(drawing: Drawing, exits: pl.DataFrame, *, colour: str) -> None:
    drawing.mark(
        "scatter",
        mode="markers",
        x=exits["left"].to_list(),
        y=(-exits["place"]).to_list(),
        marker=EXIT | {"color": colour},
        hovertext=[f"left {day_words(day)}" for day in exits["exit_date"]],
    )


def _hover(row: dict[str, Any]) -> str:
    end = f"resolved {day_words(row['resolved'])}" if row["resolved"] else "still open"
    topic = row["topic"] or "issue"
    said = f"{topic}: opened {day_words(row['opened'])}, {end}"
    at_notice = f"open for {plural(row['open_days'], 'day')} the day before notice"
    return f"{plotly_text(said)}<br>{at_notice}"


def _ticks(low: float, high: float) -> dict[str, Any]:
    ticks = round_ticks(low, high, parts=6)
    words = [
        "notice" if not tick else f"{MINUS if tick < 0 else '+'}{abs(tick):.0f} d"
        for tick in ticks
    ]
    return {"tickvals": ticks, "ticktext": [inked(text) for text in words]}
