from collections.abc import Callable

import plotly.graph_objects as go
import polars as pl

from insight.charts.differences import difference_chart
from insight.charts.style import LIGHT, NEUTRAL

Texts = Callable[[go.Figure], str]
SCHEMA = ["label", "difference", "low", "high", "is_decided", "meaning"]


def test_differences_are_said_of_100_and_grey_without_a_verdict(texts: Texts) -> None:
    rows = pl.DataFrame(
        [
            ("After a good exit", 0.08, 0.01, 0.15, False, "returned"),
            ("Outside our control", 0.14, 0.07, 0.21, True, "returned"),
            ("After pushing", None, None, None, False, "returned"),
        ],
        schema=SCHEMA,
        orient="row",
    )

    figure = difference_chart(rows, palette=LIGHT)

    said = texts(figure)
    assert "+8.0 of 100 · +1.0 to +15.0" in said
    assert "not compared yet" in said
    lines = [t for t in figure.data if t.mode == "lines" and t.line.width == 3]
    assert [line.line.color == NEUTRAL for line in lines] == [True, False]
    assert [line.line.dash for line in lines] == ["dot", "solid"]
