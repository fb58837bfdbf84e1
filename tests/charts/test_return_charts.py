from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.returns import return_curve_chart, win_back_chart
from insight.charts.style import LIGHT
from insight.settings import Choices

Texts = Callable[[go.Figure], list[str]]
Marks = Callable[..., list[Any]]

CHOICES = Choices()


def curve(*rows: tuple[int, int, float], name: str = "All exits") -> pl.DataFrame:
    """day, at risk, share; limits are five points to each side."""
    frame = pl.DataFrame(list(rows), schema=["day", "at_risk", "share"], orient="row")
    return frame.with_columns(
        curve=pl.lit(name),
        meaning=pl.lit("returned"),
        low=pl.col("share") - 0.05,
        high=pl.col("share") + 0.05,
    )


def risk(
    *rows: tuple[int, int, int, int, int], name: str = "All exits"
) -> pl.DataFrame:
    columns = ["day", "at_risk", "returned", "ceased", "censored"]
    return pl.DataFrame(list(rows), schema=columns, orient="row").with_columns(
        curve=pl.lit(name)
    )


LONG = curve((40, 50, 0.1), (100, 30, 0.2), (200, 9, 0.3), (300, 4, 0.5), (400, 1, 0.7))
RISK = risk(
    (0, 50, 0, 0, 0), (90, 31, 5, 1, 13), (180, 9, 10, 2, 29), (365, 1, 12, 3, 34)
)


def drawn(marks: Marks, figure: go.Figure, dash: str) -> list[tuple[Any, Any]]:
    lines = marks(figure, "scatter", mode="lines")
    return [(line.x, line.y) for line in lines if line.line.dash == dash]


def test_the_curve_is_solid_then_dotted_and_stops_under_five_at_risk(
    marks: Marks,
) -> None:
    figure = return_curve_chart(LONG, RISK, palette=LIGHT, choices=CHOICES)

    assert drawn(marks, figure, "solid") == [((0, 40, 100), (0.0, 0.1, 0.2))]
    assert drawn(marks, figure, "dot") == [((100, 200, 300), (0.2, 0.3, 0.3))]


def test_the_band_ends_with_the_curve(marks: Marks) -> None:
    figure = return_curve_chart(LONG, RISK, palette=LIGHT, choices=CHOICES)

    band = [line for line in marks(figure, "scatter", mode="lines") if line.fill]

    assert band[0].x == (0, 40, 100, 200, 300)
    assert [round(y, 2) for y in band[0].y] == [0.0, 0.15, 0.25, 0.35, 0.35]


def test_the_steps_are_not_smoothed(marks: Marks) -> None:
    figure = return_curve_chart(LONG, RISK, palette=LIGHT, choices=CHOICES)

    assert {line.line.shape for line in marks(figure, "scatter", mode="lines")} == {
        "hv"
    }


def test_the_horizons_are_lines_and_ticks() -> None:
    figure = return_curve_chart(LONG, RISK, palette=LIGHT, choices=CHOICES)

    assert [shape.x0 for shape in figure.layout.shapes] == [90, 180, 365]
    assert figure.layout.xaxis.tickvals == (0, 90, 180, 365)


def test_the_extended_risk_table_stands_under_the_curve(
    marks: Marks, texts: Texts
) -> None:
    figure = return_curve_chart(LONG, RISK, palette=LIGHT, choices=CHOICES)

    table = [
        [text.split(">")[1].split("<")[0] for text in row.text]
        for row in marks(figure, "scatter", mode="text")
    ]

    assert table == [
        ["50", "31", "9", "1"],
        ["0", "5", "10", "12"],
        ["0", "1", "2", "3"],
        ["0", "13", "29", "34"],
    ]
    assert texts(figure)[-5:] == [
        "<b>All exits</b>",
        "at risk",
        "returned",
        "ceased",
        "censored",
    ]


def test_fewer_than_five_at_risk_draw_no_curve_and_say_so(
    marks: Marks, texts: Texts
) -> None:
    few = curve((40, 4, 0.25), (60, 3, 0.5))

    figure = return_curve_chart(few, RISK, palette=LIGHT, choices=CHOICES)

    assert marks(figure, "scatter", mode="lines") == []
    assert texts(figure)[0] == "Fewer than 5 exits at risk: no curve."


def test_a_group_from_a_file_is_shown_letter_by_letter(texts: Texts) -> None:
    name = "<img src=x>"
    figure = return_curve_chart(
        LONG.with_columns(curve=pl.lit(name)),
        RISK.with_columns(curve=pl.lit(name)),
        palette=LIGHT,
        choices=CHOICES,
    )

    assert any(text.endswith("&lt;img src=x&gt;") for text in texts(figure))
    assert all("<img" not in text for text in texts(figure))


RATES = pl.DataFrame(
    {
        "curve": ["All exits"] * 3,
        "meaning": ["returned"] * 3,
        "horizon": [90, 180, 365],
        "n": [60, 60, 60],
        "share": [0.0, 0.12, None],
        "low": [0.0, 0.06, None],
        "high": [0.0, 0.2, None],
        "mature_n": [50, 40, 0],
        "mature_returned": [0, 5, 0],
    }
)


def test_win_back_rates_say_share_interval_none_or_not_yet(texts: Texts) -> None:
    written = texts(win_back_chart(RATES, palette=LIGHT, choices=CHOICES))

    assert written == [
        "All exits · 90 days",
        "none of 60 so far",
        "All exits · 180 days",
        "12.0% · 6.0–20.0%",
        "All exits · 365 days",
        "not watched that long yet",
    ]


def test_the_check_on_mature_exits_is_in_the_hover(marks: Marks) -> None:
    figure = win_back_chart(RATES, palette=LIGHT, choices=CHOICES)

    hover = marks(figure, "scatter", mode="markers")[0].hovertext[1]

    assert hover.endswith("5 of the 40 exits at least 180 days old came back in time")


def test_few_exits_are_counted_not_shared(texts: Texts) -> None:
    few = RATES.filter(horizon=180).with_columns(n=pl.lit(7))

    written = texts(win_back_chart(few, palette=LIGHT, choices=CHOICES))

    assert written == ["All exits · 180 days", "5 of 40, too few for a share"]
