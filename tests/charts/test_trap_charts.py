from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.style import LIGHT
from insight.charts.traps import failed_checks_chart
from insight.settings import Choices

Texts = Callable[[go.Figure], list[str]]
Marks = Callable[..., list[Any]]

CHECKS = pl.DataFrame(
    {
        "check": ["Surprise fee", "Forced call", "End date missed"],
        "failed": [10, 2, 0],
        "not_applicable": [0, 0, 0],
        "not_known": [0, 93, 100],
        "n": [100, 7, 0],
        "share": [0.1, 2 / 7, None],
        "low": [0.06, 0.08, None],
        "high": [0.17, 0.64, None],
    }
)


def test_each_check_is_labelled_with_k_of_n(texts: Texts) -> None:
    written = texts(failed_checks_chart(CHECKS, palette=LIGHT, choices=Choices()))

    assert written == [
        "Surprise fee", "10 of 100 · 10.0%",
        "Forced call", "2 of 7",
        "End date missed", "not known",
    ]  # fmt: skip


def test_only_a_share_of_enough_exits_is_a_dot(marks: Marks) -> None:
    figure = failed_checks_chart(CHECKS, palette=LIGHT, choices=Choices())

    (dots,) = marks(figure, "scatter", mode="markers")
    assert dots.x == (0.1,)
    assert dots.hovertext[0].endswith("0 not known, 0 not applicable")
