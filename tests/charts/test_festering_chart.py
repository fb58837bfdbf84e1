from collections.abc import Callable
from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.festering import longest_first, trail_chart
from insight.charts.style import LIGHT, NEUTRAL

Texts = Callable[[go.Figure], list[str]]
Marks = Callable[..., list[Any]]

TRAILS = pl.DataFrame(
    {
        "account_id": ["A1", "A2", "A2"],
        "account_name": ["Short", "<b>Long</b>", "<b>Long</b>"],
        "exit_date": [date(2026, 1, 21), date(2026, 2, 1), date(2026, 2, 1)],
        "notice": [date(2026, 1, 11), date(2026, 1, 11), date(2026, 1, 11)],
        "topic": ["login", "sync", None],
        "opened": [date(2025, 12, 2), date(2025, 10, 3), date(2025, 12, 2)],
        "resolved": [date(2026, 1, 16), None, date(2026, 3, 1)],
        "open_days": [39, 99, 39],
    }
)


def test_trails_are_in_order_of_their_oldest_issue() -> None:
    drawn = longest_first(TRAILS, most=1)

    assert drawn["account_id"].to_list() == ["A2", "A2"]
    assert longest_first(TRAILS, most=5)["oldest"].to_list() == [99, 99, 39]


def test_an_issue_changes_colour_when_it_festers_and_ends_with_the_exit(
    marks: Marks,
) -> None:
    drawn = longest_first(TRAILS, most=5)

    young, festering = marks(
        trail_chart(drawn, palette=LIGHT, festering_days=30), "bar"
    )

    assert (young.marker.color, festering.marker.color) == (NEUTRAL, LIGHT.lost)
    assert (young.base, young.x) == ((-100, -40, -40), (30, 30, 30))
    assert (festering.base, festering.x) == ((-70, -10, -10), (91, 31, 15))


def test_every_exit_has_its_name_its_age_and_its_day(
    marks: Marks, texts: Texts
) -> None:
    drawn = longest_first(TRAILS, most=5)

    figure = trail_chart(drawn, palette=LIGHT, festering_days=30)

    (exits,) = marks(figure, "scatter", mode="markers")
    assert (exits.x, exits.y) == ((21, 10), (0, -1))
    assert texts(figure)[:2] == [
        "&lt;b&gt;Long&lt;/b&gt;", "99 days · left 1 Feb 2026",
    ]  # fmt: skip
    assert figure.layout.xaxis.ticktext[0].endswith(" d</span>")


def test_an_exit_without_a_record_has_a_row_too() -> None:
    unrecorded = TRAILS.with_columns(exit_id=pl.lit(None, dtype=pl.String))

    drawn = longest_first(unrecorded, most=5)

    assert drawn.height == TRAILS.height
    assert trail_chart(drawn, palette=LIGHT, festering_days=14).data
