from collections.abc import Callable

import plotly.graph_objects as go
import polars as pl

from insight.charts.good_exits import per_100_chart
from insight.charts.style import LIGHT
from insight.settings import Choices

Texts = Callable[[go.Figure], list[str]]


def test_returns_per_100_are_said_with_their_interval(texts: Texts) -> None:
    rates = pl.DataFrame(
        {
            "label": ["If every exit were good", "If no exit were good"],
            "meaning": ["good", "bad"],
            "n": [60, 60],
            "share": [0.3, 0.133],
            "low": [0.2, 0.05],
            "high": [0.4, 0.22],
        }
    )

    figure = per_100_chart(rates, palette=LIGHT, choices=Choices())

    assert texts(figure)[1::2] == ["30.0 of 100 · 20.0–40.0", "13.3 of 100 · 5.0–22.0"]
