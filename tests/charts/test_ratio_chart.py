from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest

from insight.charts.ratios import ratio_chart
from insight.charts.style import LIGHT, NEUTRAL

Texts = Callable[[go.Figure], list[str]]
Marks = Callable[..., list[Any]]
SIDES = {"above": "returned", "below": "bad"}


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
    figure = ratio_chart(ratios((2, 1.1, 4), (0.5, 0.25, 0.9)), palette=LIGHT, **SIDES)

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
    line = marks(
        ratio_chart(ratios(limits), palette=LIGHT, **SIDES), "scatter", mode="lines"
    )[0]

    assert (line.line.color, line.line.dash) == (colour, dash)


def test_endless_intervals_end_with_the_axis(marks: Marks) -> None:
    figure = ratio_chart(ratios((8, 0.0, float("inf"))), palette=LIGHT, **SIDES)

    assert marks(figure, "scatter", mode="lines")[0].x == (-6.0, 6.0)


def test_a_refused_ratio_leaves_its_row_empty(marks: Marks, texts: Texts) -> None:
    figure = ratio_chart(
        ratios((2, 1.1, 4), (None, None, None)), palette=LIGHT, **SIDES
    )

    assert len(marks(figure, "scatter", mode="markers")) == 1
    assert texts(figure)[-1] == "no ratio yet"
