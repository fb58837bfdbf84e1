from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest

from insight.charts.good_exits import per_100_chart, ratio_chart
from insight.charts.style import LIGHT, NEUTRAL
from insight.settings import Choices

Texts = Callable[[go.Figure], list[str]]
Marks = Callable[..., list[Any]]


def ratios(*limits: tuple[float | None, float | None, float | None]) -> pl.DataFrame:
    rows = zip(["crude", "adjusted"], ["All", "Within"], limits, strict=False)
    return pl.DataFrame(
        [(name, label, *three) for name, label, three in rows],
        schema={
            "comparison": pl.String,
            "label": pl.String,
            "ratio": pl.Float64,
            "ratio_from": pl.Float64,
            "ratio_to": pl.Float64,
        },
        orient="row",
    )


def test_ratios_stand_on_doublings_around_one(marks: Marks, texts: Texts) -> None:
    figure = ratio_chart(ratios((2, 1.1, 4), (0.5, 0.25, 0.9)), palette=LIGHT)

    dots = marks(figure, "scatter", mode="markers")
    assert [dot.x for dot in dots] == [(1.0,), (-1.0,)]
    assert figure.layout.xaxis.tickvals == (-2, -1, 0, 1, 2)
    assert texts(figure) == ["All", "2.00 · 1.10–4.00", "Within", "0.50 · 0.25–0.90"]


@pytest.mark.parametrize(
    ("limits", "colour", "dash"),
    [
        ((2, 1.1, 4), LIGHT.gained, "solid"),
        ((0.5, 0.25, 0.9), LIGHT.lost, "solid"),
        ((2, 0.9, 4), NEUTRAL, "dot"),
    ],
)
def test_a_ratio_that_may_be_one_is_grey_and_dotted(
    limits: tuple[float, float, float], colour: str, dash: str, marks: Marks
) -> None:
    line = marks(ratio_chart(ratios(limits), palette=LIGHT), "scatter", mode="lines")[0]

    assert (line.line.color, line.line.dash) == (colour, dash)


def test_endless_intervals_end_with_the_axis(marks: Marks) -> None:
    figure = ratio_chart(ratios((8, 0.0, float("inf"))), palette=LIGHT)

    assert marks(figure, "scatter", mode="lines")[0].x == (-6.0, 6.0)


def test_a_refused_ratio_leaves_its_row_empty(marks: Marks, texts: Texts) -> None:
    figure = ratio_chart(ratios((2, 1.1, 4), (None, None, None)), palette=LIGHT)

    assert len(marks(figure, "scatter", mode="markers")) == 1
    assert texts(figure)[-1] == "no ratio yet"


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
