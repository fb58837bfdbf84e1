from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import polars as pl
import pytest

from insight.charts.bridge import axis_start, mrr_bridge_chart
from insight.charts.style import LIGHT


def bridge(*steps: tuple[str, float, int | None, float]) -> pl.DataFrame:
    columns = ["step", "amount", "accounts", "provisional"]
    return pl.DataFrame(list(steps), schema=columns, orient="row")


SMALL = bridge(
    ("opening", 1_000.0, None, 0.0),
    ("new", 400.0, 4, 0.0),
    ("reactivation", 50.0, 1, 0.0),
    ("expansion", 0.0, 0, 0.0),
    ("contraction", -100.0, 2, 0.0),
    ("churn", -300.0, 3, -120.0),
    ("closing", 1_050.0, None, 0.0),
)

Texts = Callable[[go.Figure], list[str]]
Marks = Callable[..., list[Any]]


def ends(bars: list[Any]) -> list[tuple[float, float]]:
    return [(bar.base[0], bar.base[0] + bar.x[0]) for bar in bars]


def test_each_bar_starts_where_the_one_above_it_ends(marks: Marks) -> None:
    bars = marks(mrr_bridge_chart(SMALL, palette=LIGHT, currency="USD"), "bar")

    assert ends(bars) == [
        (0, 1_000),
        (1_000, 1_400),
        (1_400, 1_450),
        (1_450, 1_450),
        (1_450, 1_350),
        (1_350, 1_170),
        (1_170, 1_050),
        (0, 1_050),
    ]


def test_only_the_provisional_part_of_churn_is_hatched(marks: Marks) -> None:
    bars = marks(mrr_bridge_chart(SMALL, palette=LIGHT, currency="USD"), "bar")

    hatched = [bar for bar in bars if bar.marker.pattern.shape]

    assert ends(hatched) == [(1_170, 1_050)]
    assert hatched[0].y == (-5,)


def test_gains_and_losses_take_the_colours_of_their_meaning(marks: Marks) -> None:
    bars = marks(mrr_bridge_chart(SMALL, palette=LIGHT, currency="USD"), "bar")

    colours = {bar.y[0]: bar.marker.color for bar in bars}

    assert [colours[-row] for row in (1, 2, 3)] == [LIGHT.gained] * 3
    assert [colours[-row] for row in (4, 5)] == [LIGHT.lost] * 2
    assert colours[0] not in {LIGHT.gained, LIGHT.lost}


def test_every_row_says_its_amount_and_its_accounts(texts: Texts) -> None:
    written = texts(mrr_bridge_chart(SMALL, palette=LIGHT, currency="EUR"))

    assert written == [
        "Opening",
        "€1k",
        "New customers",
        "+€400 · 4 accounts",
        "Came back",
        "+€50 · 1 account",
        "Expansion",
        "€0 · 0 accounts",
        "Contraction",
        "−€100 · 2 accounts",
        "Churn",
        "−€300 · 3 accounts",
        "Closing",
        "€1.1k",
    ]


def test_a_cut_axis_is_drawn_as_cut(texts: Texts) -> None:
    high = bridge(
        ("opening", 200_000.0, None, 0.0),
        ("new", 30_000.0, 40, 0.0),
        ("churn", -10_000.0, 9, 0.0),
        ("closing", 220_000.0, None, 0.0),
    )

    figure = mrr_bridge_chart(high, palette=LIGHT, currency="USD")

    assert texts(figure)[-2:] == ["<b>//</b>", "<b>//</b>"]
    assert figure.layout.xaxis.range[0] > 150_000
    assert figure.data[0].base[0] == pytest.approx(180_000)


def test_an_axis_that_starts_at_zero_has_no_cut(texts: Texts) -> None:
    assert "<b>//</b>" not in texts(
        mrr_bridge_chart(SMALL, palette=LIGHT, currency="USD")
    )


@pytest.mark.parametrize(
    ("spans", "start"),
    [
        ([(0.0, 100.0), (100.0, 110.0), (0.0, 110.0)], 90.0),
        ([(0.0, 100.0), (100.0, 300.0), (0.0, 300.0)], 0.0),
        ([(0.0, 0.0), (0.0, 0.0), (0.0, 0.0)], 0.0),
        ([(0.0, 100.0), (0.0, 100.0)], 0.0),
    ],
)
def test_the_axis_is_cut_only_where_every_level_is_far_above_zero(
    spans: list[tuple[float, float]], start: float
) -> None:
    assert axis_start(spans) == start


def test_a_bridge_of_zeros_is_a_figure_without_a_bar_to_see(marks: Marks) -> None:
    empty = bridge(("opening", 0.0, None, 0.0), ("closing", 0.0, None, 0.0))

    bars = marks(mrr_bridge_chart(empty, palette=LIGHT, currency="USD"), "bar")

    assert ends(bars) == [(0, 0), (0, 0)]
