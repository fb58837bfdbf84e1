from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.account_story import MOST_DRAWN, account_story_chart
from insight.charts.style import LIGHT

AS_OF = date(2025, 8, 31)
SCHEMA = pl.Schema(
    {
        "date": pl.Date(),
        "until": pl.Date(),
        "lane": pl.String(),
        "kind": pl.String(),
        "what": pl.String(),
        "detail": pl.String(),
        "mrr": pl.Float64(),
    }
)
LIFE = [
    (date(2023, 1, 1), date(2025, 1, 1), "subscription", "active", "Paying", "team", 1200.0),
    (date(2023, 6, 1), date(2023, 7, 1), "issue", "high", "Issue, high", "<b>sync</b>", None),
    (date(2023, 6, 15), None, "issue", "low", "Issue, low", None, None),
    (date(2025, 1, 1), None, "exit", "exit", "Left", "Merger", 1200.0),
    (date(2025, 5, 1), None, "return", "return", "Came back", "after 120 days", 900.0),
]  # fmt: skip
Marks = Callable[..., list[Any]]
Texts = Callable[[go.Figure], list[str]]


def drawn(rows: Sequence[tuple[object, ...]]) -> go.Figure:
    story = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return account_story_chart(story, as_of=AS_OF, palette=LIGHT, currency="USD")


def test_what_lasts_is_a_bar_from_its_first_day_to_its_last(marks: Marks) -> None:
    bars = marks(drawn(LIFE), "bar")

    days = [(date.fromisoformat(bar.base[0]), bar.x[0] / 86_400_000) for bar in bars]
    assert days == [
        (date(2023, 1, 1), 731),
        (date(2023, 6, 1), 30),
        (date(2023, 6, 15), (AS_OF - date(2023, 6, 15)).days),
    ]
    assert bars[0].text[0] == "$1.2k"


def test_bars_that_overlap_lie_in_rows_of_their_own(marks: Marks) -> None:
    _, high, low = marks(drawn(LIFE), "bar")

    assert high.y[0] - low.y[0] > high.width


def test_exits_and_returns_are_dated_marks_in_their_colours(
    marks: Marks, texts: Texts
) -> None:
    figure = drawn(LIFE)

    found = [
        (date.fromisoformat(mark.x[0]), mark.marker.color, mark.marker.symbol)
        for mark in marks(figure, "scatter")
    ]
    assert found == [
        (date(2025, 1, 1), LIGHT.lost, "x"),
        (date(2025, 5, 1), LIGHT.gained, "circle"),
    ]
    assert texts(figure) == [
        "Subscriptions", "Issues", "Exits", "1 Jan 2025", "Returns", "1 May 2025"
    ]  # fmt: skip


def test_text_from_files_is_shown_letter_by_letter(marks: Marks) -> None:
    hovers = [bar.hovertext[0] for bar in marks(drawn(LIFE), "bar")]

    assert hovers[1].startswith("Issue, high: &lt;b&gt;sync&lt;/b&gt;<br>")
    assert hovers[2].endswith("15 Jun 2023 – still going on")


def test_a_provisional_exit_is_hollow(marks: Marks) -> None:
    young = [(date(2025, 8, 20), None, "exit", "provisional", "Left", None, None)]

    [mark] = marks(drawn(young), "scatter")

    assert mark.marker.symbol == "x-open"


def test_only_the_latest_are_drawn_of_very_many(marks: Marks) -> None:
    many = [
        (date(2025, 1, 1), date(2025, 1, 2), "issue", "low", "Issue, low", str(n), None)
        for n in range(MOST_DRAWN + 10)
    ]

    [bars] = marks(drawn(many), "bar")

    assert len(bars.x) == MOST_DRAWN
    assert "low: 10<br>" in bars.hovertext[0]
