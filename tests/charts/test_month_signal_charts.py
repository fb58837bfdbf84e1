from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.signals import monthly_share_chart
from insight.charts.style import LIGHT
from insight.settings import Choices

Texts = Callable[[go.Figure], list[str]]
Marks = Callable[..., list[Any]]

TREND = pl.DataFrame(
    {
        "month": ["2026-01", "2026-02", "2026-03"],
        "k": [4, 18, 3],
        "n": [20, 20, 9],
        "share": [0.2, 0.9, 1 / 3],
        "low": [0.08, 0.7, 0.12],
        "high": [0.42, 0.97, 0.65],
        "mean": [0.3, 0.3, 0.3],
        "lower": [0.0, 0.0, 0.0],
        "upper": [0.61, 0.61, 0.76],
        "signal": [False, True, False],
    }
)


def chart(trend: pl.DataFrame) -> go.Figure:
    return monthly_share_chart(trend, words="failed", palette=LIGHT, choices=Choices())


def test_a_signal_is_a_coloured_diamond_and_other_months_are_grey(
    marks: Marks,
) -> None:
    usual, signal = marks(chart(TREND), "scatter", mode="markers")

    assert (usual.y, usual.marker.symbol) == ((0.2,), "circle")
    assert (signal.y, signal.marker.symbol) == ((0.9,), "diamond")
    assert signal.marker.color == LIGHT.interface
    assert signal.hovertext[0].startswith("Feb 2026: 18 of 20 failed (90.0%")


def test_a_month_of_few_exits_has_no_dot(marks: Marks) -> None:
    dots = marks(chart(TREND), "scatter", mode="markers")

    assert "2026-03-01" not in [month for dot in dots for month in dot.x]


def test_the_limits_are_shaded_around_the_named_mean(
    marks: Marks, texts: Texts
) -> None:
    figure = chart(TREND)

    bands = marks(figure, "scatter", mode="lines")
    assert [band.y for band in bands] == [(0.0, 0.0, 0.0), (0.61, 0.61, 0.76)]
    assert texts(figure) == ["usual 30.0%"]


def test_no_month_is_an_empty_figure(marks: Marks, texts: Texts) -> None:
    figure = chart(TREND.clear())

    assert marks(figure, "scatter") == []
    assert texts(figure) == []
