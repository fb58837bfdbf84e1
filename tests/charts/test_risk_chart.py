from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.risk import reliability_chart
from insight.charts.style import LIGHT, NEUTRAL
from insight.settings import Choices


def test_what_came_stands_beside_what_was_expected(
    texts: Callable[[go.Figure], list[str]], marks: Callable[..., list[Any]]
) -> None:
    groups = pl.DataFrame(
        {
            "group": ["below average", "twice the average", "three times the average"],
            "looks": [400, 7, 0],
            "expected": [0.05, 0.2, None],
            "requests": [24, 2, 0],
            "share": [0.06, 2 / 7, None],
            "low": [0.04, 0.08, None],
            "high": [0.09, 0.64, None],
        }
    )

    figure = reliability_chart(groups, palette=LIGHT, choices=Choices())

    dots, strokes = marks(figure, "scatter", mode="markers")
    assert (dots.x, dots.marker.color) == ((0.06,), (LIGHT.lost,))
    assert (strokes.x, strokes.y) == ((0.05,), (0,))
    assert strokes.marker.line.color == NEUTRAL
    assert texts(figure) == [
        "Below average", "24 of 400 · 6.0% · expected 5.0%",
        "Twice the average", "2 of 7",
        "Three times the average", "0 of 0",
    ]  # fmt: skip
