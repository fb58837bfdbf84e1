from collections.abc import Callable
from datetime import date
from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.control import control_chart
from insight.charts.style import LIGHT

Texts = Callable[[go.Figure], list[str]]
Marks = Callable[..., list[Any]]

DAYS = [date(2026, 1, day) for day in (5, 12, 19, 26)]
POINTS = pl.DataFrame(
    {
        "at": DAYS,
        "label": ["2026-W01", "2026-W02", "2026-W03", "2026-W04"],
        "value": [4.0, 8.21, 20.0, 7.0],
        "mean": [None, 5.0, 5.0, 5.0],
        "lower": [None, 0.0, 0.0, 0.0],
        "upper": [None, 12.5, 12.5, 12.5],
        "verdict": ["no limits", "noise", "signal", "noise"],
        "words": ["a", "b", "c", "d"],
    },
    schema_overrides={"mean": pl.Float64, "lower": pl.Float64, "upper": pl.Float64},
)


def test_each_verdict_has_a_shape_and_signals_a_colour_too(marks: Marks) -> None:
    figure = control_chart(POINTS, palette=LIGHT)

    usual, unjudged, signal = marks(figure, "scatter", mode="markers")
    assert (usual.y, usual.marker.symbol) == ((8.21, 7.0), "circle")
    assert (unjudged.y, unjudged.marker.symbol) == ((4.0,), "circle-open")
    assert (signal.y, signal.marker.symbol) == ((20.0,), "diamond")
    assert signal.marker.color == LIGHT.interface
    assert signal.hovertext == ("c",)


def test_the_limits_are_a_band_around_the_named_mean(
    marks: Marks, texts: Texts
) -> None:
    figure = control_chart(POINTS, palette=LIGHT, unit="%")

    lower, upper, mean, line = marks(figure, "scatter", mode="lines")
    assert (lower.y[1:], upper.y[1:]) == ((0, 0, 0), (12.5, 12.5, 12.5))
    assert (upper.fill, mean.y[1:]) == ("tonexty", (5, 5, 5))
    assert line.y == tuple(POINTS["value"])
    assert texts(figure) == ["\u2002usual 5%"]


def test_the_axis_begins_at_zero_unless_values_are_below(marks: Marks) -> None:
    rates = control_chart(POINTS, palette=LIGHT)
    scores = control_chart(POINTS.with_columns(pl.col("value") - 30), palette=LIGHT)

    assert rates.layout.yaxis.range[0] == 0
    assert scores.layout.yaxis.range[0] < -26


def test_the_axis_of_a_score_spans_its_scale() -> None:
    scores = control_chart(POINTS, palette=LIGHT, scale=(1, 7)).layout.yaxis

    assert 0 < scores.range[0] < 1
    assert 7 < scores.range[1] < 8
    assert scores.tickvals == (1, 3, 5, 7)


def test_the_points_are_named_along_the_axis() -> None:
    figure = control_chart(POINTS, palette=LIGHT)

    assert "2026-W04" in figure.layout.xaxis.ticktext[0]
    assert figure.layout.xaxis.tickvals[0] == "2026-01-26"


def test_nothing_measured_is_an_empty_figure(marks: Marks) -> None:
    figure = control_chart(POINTS.clear(), palette=LIGHT)

    assert marks(figure, "scatter") == []
