from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import polars as pl

from insight.charts.months import exits_and_returns_chart, retention_chart
from insight.charts.style import LIGHT

MONTHS = pl.DataFrame(
    {
        "month": ["2025-12", "2026-01", "2026-02"],
        "returned": [1, 0, 2],
        "exits": [4, 3, 5],
        "provisional": [0, 0, 2],
    }
)

Texts = Callable[[go.Figure], list[str]]
Marks = Callable[..., list[Any]]


def test_returns_stand_above_the_line_and_exits_below_it(marks: Marks) -> None:
    returned, left, provisional = marks(
        exits_and_returns_chart(MONTHS, palette=LIGHT), "bar"
    )

    assert returned.y == (1, 0, 2)
    assert left.y == (-4, -3, -3)
    assert provisional.y == (-2,)
    assert provisional.x == ("2026-02-01",)


def test_only_provisional_exits_are_hatched(marks: Marks) -> None:
    bars = marks(exits_and_returns_chart(MONTHS, palette=LIGHT), "bar")

    assert [bar.marker.pattern.shape for bar in bars] == [None, None, "/"]


def test_the_axis_counts_both_ways_without_minus_signs() -> None:
    axis = exits_and_returns_chart(MONTHS, palette=LIGHT).layout.yaxis

    assert axis.tickvals == (-4, -2, 0, 2)
    assert [text[-8:-7] for text in axis.ticktext] == ["4", "2", "0", "2"]


def test_a_month_without_anybody_still_has_an_axis() -> None:
    nobody = MONTHS.with_columns(pl.col("returned", "exits", "provisional") * 0)

    axis = exits_and_returns_chart(nobody, palette=LIGHT).layout.yaxis

    assert axis.tickvals == (-1, 0, 1)


KEPT = pl.DataFrame(
    {
        "month": ["2025-12", "2026-01", "2026-02"],
        "grr": [None, 0.9, 0.88],
        "grr_strict": [None, 0.85, 0.8],
        "nrr": [None, 1.05, 1.01],
    }
)


def test_gross_net_and_strict_retention_are_three_lines(marks: Marks) -> None:
    lines = marks(retention_chart(KEPT, palette=LIGHT), "scatter", mode="lines")

    assert [line.y for line in lines] == [(0.85, 0.8), (0.9, 0.88), (1.05, 1.01)]
    assert {line.x for line in lines} == {("2026-01-01", "2026-02-01")}


def test_each_line_is_named_with_its_last_value(texts: Texts) -> None:
    assert texts(retention_chart(KEPT, palette=LIGHT)) == [
        "strict 80.0%",
        "GRR 88.0%",
        "NRR 101.0%",
    ]


def test_the_axis_is_never_so_short_that_noise_fills_it() -> None:
    steady = KEPT.with_columns(pl.col("grr", "grr_strict", "nrr").clip(0.995, 1.0))

    low, high = retention_chart(steady, palette=LIGHT).layout.yaxis.range

    assert high - low >= 0.2 - 1e-9


def test_no_full_year_draws_no_line(marks: Marks, texts: Texts) -> None:
    young = KEPT.head(1)

    figure = retention_chart(young, palette=LIGHT)

    assert marks(figure, "scatter", mode="lines") == []
    assert texts(figure) == []
