from collections.abc import Callable

import plotly.graph_objects as go
import polars as pl

from insight.charts.differences import difference_chart
from insight.charts.style import LIGHT

Texts = Callable[[go.Figure], str]
SCHEMA = ["label", "difference", "low", "high", "meaning"]


def test_differences_are_said_of_100_with_their_intervals(texts: Texts) -> None:
    rows = pl.DataFrame(
        [
            ("After a good exit", 0.08, 0.01, 0.15, "returned"),
            ("Outside our control", 0.14, 0.07, 0.21, "returned"),
            ("After pushing", None, None, None, "returned"),
        ],
        schema=SCHEMA,
        orient="row",
    )

    figure = difference_chart(rows, palette=LIGHT)

    said = texts(figure)
    assert "+8.0 of 100 · +1.0 to +15.0" in said
    assert "not compared yet" in said
    assert sum(t.mode == "lines" and t.line.width == 3 for t in figure.data) == 2
