from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.group_shares import group_share_chart
from insight.charts.style import LIGHT
from insight.settings import Choices


def test_groups_are_dots_with_counts_and_few_are_counts_alone(
    texts: Callable[[go.Figure], list[str]], marks: Callable[..., list[Any]]
) -> None:
    groups = pl.DataFrame(
        {
            "group": ["once", "<b>twice</b>"],
            "k": [40, 3],
            "n": [200, 9],
            "share": [0.2, 1 / 3],
            "low": [0.15, 0.12],
            "high": [0.26, 0.65],
            "meaning": ["good", "good"],
        }
    )

    figure = group_share_chart(groups, palette=LIGHT, choices=Choices())

    (dots,) = marks(figure, "scatter", mode="markers")
    assert (dots.x, dots.marker.color) == ((0.2,), (LIGHT.gained,))
    assert texts(figure) == [
        "once", "40 of 200 · 20.0%", "&lt;b&gt;twice&lt;/b&gt;", "3 of 9",
    ]  # fmt: skip
