"""One account's life on one line of time, a lane for each kind of thing that happens."""

from datetime import date, timedelta
from itertools import accumulate
from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.drawing import NOTE_SIZE, Drawing, inked
from insight.charts.style import TRACK, Palette
from insight.charts.ticks import month_ticks
from insight.formats import day_words, money, plotly_text
from insight.remembered import remembered

LANES = {
    "subscription": "Subscriptions",
    "issue": "Issues",
    "contact": "Contacts who left",
    "request": "Asked to leave, gave notice",
    "offer": "Offers",
    "exit": "Exits",
    "offboarding": "Offboarding",
    "return": "Returns",
}
NAME_HEIGHT, ROW_HEIGHT, AXIS_HEIGHT = 26, 20, 30
BAR = 13
BARS = ("subscription", "issue")
DATED = ("exit", "return")
COLOURS = {
    "active": "interface", "trial": "interface", "past_due": "mixed",
    "low": "unknown", "medium": "mixed", "high": "lost",
    "exit": "lost", "provisional": "lost", "record": "unknown", "return": "gained",
    "contact": "mixed",
}  # fmt: skip
HOLLOW = ("trial", "paused", "free")
MOST_DRAWN = 400
MOST_YEARS = 5
MOST_ROWS = 12
NARROWEST = 1 / 150
LABEL = 0.24
LAST_LABEL = 1.02
ROOM_FOR_MRR = 0.14
DAY = 86_400_000
MIDDLE_GREY = 140
SYMBOLS = {
    "exit": "x", "provisional": "x-open", "record": "x-thin-open", "end": "square",
    "return": "circle", "request": "diamond", "notice": "diamond-open",
    "offer": "triangle-up", "step": "circle-open", "contact": "triangle-down",
}  # fmt: skip


@remembered
def account_story_chart(
    story: pl.DataFrame, *, as_of: date, palette: Palette, currency: str
) -> go.Figure:
    """Phases and issues as bars, everything else as marks, up to `as_of`.

    At most the latest `MOST_DRAWN` things are drawn.

    Args:
        story: `date`, `until` (null where it goes on), `lane`, `kind`, `what`, `detail`
            and `mrr` of everything that happened, in order of days.
        as_of: The last day drawn.
        palette: The colours of the reader's theme.
        currency: The currency of the amounts.
    """
    drawn = story.tail(MOST_DRAWN)
    first = min(drawn["date"], default=as_of)
    long = max(1, (as_of - first).days)
    lanes = [_placed(drawn.filter(lane=lane), as_of) for lane in _lanes(drawn)]
    tops = [0, *accumulate(_height(rows) for rows in lanes)]
    drawing = Drawing(height=tops[-1] + AXIS_HEIGHT, right=8)
    for top, rows in zip(tops, lanes, strict=False):
        at = rows.with_columns(y=-top - NAME_HEIGHT - ROW_HEIGHT * pl.col("row"))
        _name(drawing, rows["lane"][0], y=-top - NAME_HEIGHT / 2)
        _bars(drawing, at, palette=palette, currency=currency, long=long)
        _marks(drawing, at, palette=palette, currency=currency)
        _days(drawing, at, first=first, long=long)
    _axes(drawing, first=first, as_of=as_of, depth=tops[-1])
    return drawing.figure()


def _lanes(drawn: pl.DataFrame) -> list[str]:
    present = set(drawn["lane"])
    return [lane for lane in LANES if lane in present]


def _placed(rows: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The rows of a lane with `lasts` (days, 0 for a mark) and the `row` they fit in."""
    ends: list[date] = []
    places = []
    lasting = pl.col("lane").is_in(BARS)
    last = pl.when(lasting).then(pl.col("until").fill_null(as_of)).otherwise("date")
    for start, end in rows.select("date", last.alias("last")).rows():
        free = (n for n, taken in enumerate(ends) if taken <= start)
        place = min(next(free, len(ends)), MOST_ROWS - 1)
        ends[place : place + 1] = [end]
        places.append(place)
    return rows.with_columns(
        row=pl.Series(places, dtype=pl.Int64),
        lasts=(last - pl.col("date")).dt.total_days(),
    )


def _height(rows: pl.DataFrame) -> int:
    return int(NAME_HEIGHT + ROW_HEIGHT * (max(rows["row"]) + 1))


def _name(drawing: Drawing, lane: str, *, y: float) -> None:
    drawing.write(LANES[lane], x=0, xref="paper", y=y, size=NOTE_SIZE)


def _bars(
    drawing: Drawing, rows: pl.DataFrame, *, palette: Palette, currency: str, long: int
) -> None:
    bars = rows.filter(pl.col("lane").is_in(BARS))
    for (kind,), part in bars.group_by("kind", maintain_order=True):
        drawing.mark(
            "bar", orientation="h", width=BAR, base=part["date"].to_list(),
            x=[DAY * max(days, long * NARROWEST) for days in part["lasts"]],
            y=(part["y"] - ROW_HEIGHT / 2).to_list(), marker=_fill(str(kind), palette),
            hovertext=_hovers(part, currency=currency),
            text=_amounts(part, currency=currency, long=long),
            textposition="inside", insidetextanchor="start", constraintext="none",
            textangle=0, cliponaxis=False, textfont={"size": NOTE_SIZE - 1, "color": _ink(str(kind), palette)},
        )  # fmt: skip
    drawing.layout["barmode"] = "overlay"


def _amounts(bars: pl.DataFrame, *, currency: str, long: int) -> list[str]:
    """What a bar says inside, where it is long enough to be read."""
    return [
        (plotly_text(what) if mrr is None else money(mrr, currency=currency))
        if lane == "subscription" and days >= long * ROOM_FOR_MRR
        else ""
        for lane, days, what, mrr in bars.select("lane", "lasts", "what", "mrr").rows()
    ]


def _marks(
    drawing: Drawing, rows: pl.DataFrame, *, palette: Palette, currency: str
) -> None:
    marks = rows.filter(~pl.col("lane").is_in(BARS))
    for (kind,), part in marks.group_by("kind", maintain_order=True):
        colour = getattr(palette, COLOURS.get(str(kind), "not_ours"))
        open_ = SYMBOLS[str(kind)].endswith("-open")
        drawing.mark(
            "scatter", mode="markers", x=part["date"].to_list(),
            y=(part["y"] - ROW_HEIGHT / 2).to_list(),
            hovertext=_hovers(part, currency=currency),
            marker={
                "symbol": SYMBOLS[str(kind)], "size": 10, "color": colour,
                "line": {"width": 2 if open_ else 0, "color": colour},
            },
        )  # fmt: skip


def _days(drawing: Drawing, rows: pl.DataFrame, *, first: date, long: int) -> None:
    """The day beside each exit and return, where no other label is in the way."""
    taken: list[tuple[float, float]] = []
    for day, y in rows.filter(pl.col("lane").is_in(DATED)).select("date", "y").rows():
        at = (day - first).days / long
        late = at > LAST_LABEL - LABEL
        ends = (at - LABEL, at) if late else (at, at + LABEL)
        if any(start < ends[1] and ends[0] < end for start, end in taken):
            continue
        taken.append(ends)
        drawing.write(
            day_words(day), x=day.isoformat(), y=y - ROW_HEIGHT / 2, size=NOTE_SIZE,
            xanchor="right" if late else "left", xshift=-9 if late else 9,
        )  # fmt: skip


def _hovers(rows: pl.DataFrame, *, currency: str) -> list[str]:
    return [_hover(row, currency=currency) for row in rows.iter_rows(named=True)]


def _hover(row: dict[str, Any], *, currency: str) -> str:
    end = day_words(row["until"]) if row["until"] else "still going on"
    when = day_words(row["date"])
    said = [row["what"] if not row["detail"] else f"{row['what']}: {row['detail']}"]
    if row["mrr"] is not None:
        said.append(f"{money(row['mrr'], currency=currency)} a month")
    said.append(f"{when} – {end}" if row["lane"] in BARS else when)
    return "<br>".join(plotly_text(line) for line in said)


def _fill(kind: str, palette: Palette) -> dict[str, Any]:
    colour = getattr(palette, COLOURS.get(kind, "not_ours"))
    hollow = kind in HOLLOW
    return {
        "color": "rgba(0,0,0,0)" if hollow else colour,
        "line": {"width": 1, "color": colour},
    }


def _ink(kind: str, palette: Palette) -> str:
    """White or near black, whichever can be read on the bar; grey on a hollow one."""
    if kind in HOLLOW:
        return palette.not_ours
    colour = getattr(palette, COLOURS.get(kind, "not_ours"))
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    is_dark = 0.299 * red + 0.587 * green + 0.114 * blue < MIDDLE_GREY
    return "#FFFFFF" if is_dark else "#10161C"


def _axes(drawing: Drawing, *, first: date, as_of: date, depth: int) -> None:
    days = max(1, (as_of - first).days)
    edges = [_iso(first, -0.02 * days), _iso(as_of, 0.02 * days)]
    drawing.axis("xaxis", type="date", range=edges, **_ticks(first, as_of))
    drawing.axis("yaxis", range=[-depth, 0], visible=False)
    drawing.rule((0, 1), (-depth, -depth), xref="paper", color=TRACK)


def _ticks(first: date, as_of: date) -> dict[str, Any]:
    """Years where at least two of them begin, else months."""
    years = list(range(first.year + 1, as_of.year + 1))
    if len(years) > 1:
        shown = years[:: -(-len(years) // MOST_YEARS)]
        words = [inked(str(year)) for year in shown]
        return {"tickvals": [f"{year}-01-01" for year in shown], "ticktext": words}
    start, end = (day.year * 12 + day.month - 1 for day in (first, as_of))
    return month_ticks([f"{m // 12}-{m % 12 + 1:02}" for m in range(start + 1, end)])


def _iso(day: date, days: float) -> str:
    return (day + timedelta(days=days)).isoformat()
