from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.experience import answers_chart, value_rows_chart
from insight.charts.style import LIGHT
from insight.settings import Choices

Texts = Callable[[go.Figure], list[str]]
Marks = Callable[..., list[Any]]


def test_few_answers_are_n_alone_some_are_grey_and_many_coloured(
    texts: Texts, marks: Marks
) -> None:
    groups = pl.DataFrame(
        {
            "group": ["many", "some", "few"],
            "n": [200, 20, 9],
            "value": [-12.5, 10.0, 50.0],
            "low": [-24.0, -25.0, 0.0],
            "high": [-1.0, 45.0, 90.0],
        }
    )

    figure = value_rows_chart(
        groups, ends=(-100, 100), palette=LIGHT, choices=Choices()
    )

    dots = marks(figure, "scatter", mode="markers")
    assert [dot.x for dot in dots] == [(-12.5,), (10.0,)]
    assert [dot.marker.color == LIGHT.interface for dot in dots] == [True, False]
    assert texts(figure) == [
        "many", "−12.5 · n = 200", "some", "10.0 · n = 20", "few", "n = 9",
    ]  # fmt: skip


def test_every_answer_is_a_bar_with_its_count(texts: Texts, marks: Marks) -> None:
    answers = pl.DataFrame({"answer": [0, 1, 2], "exits": [4, 0, 7]})

    figure = answers_chart(answers, palette=LIGHT)

    (bars,) = marks(figure, "bar")
    assert (bars.x, bars.y) == ((0, 1, 2), (4, 0, 7))
    assert texts(figure) == ["4", "0", "7"]
