from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import polars as pl
from polars.testing import assert_frame_equal

from insight.charts.reasons import (
    control_rows,
    control_trend_chart,
    in_order,
    reason_share_chart,
    reasons_chart,
    shortlist,
)
from insight.charts.style import DARK, LIGHT
from insight.settings import Choices

Texts = Callable[[go.Figure], list[str]]
Marks = Callable[..., list[Any]]

CHOICES = Choices()


def reasons(*rows: tuple[str, str, int, float, float]) -> pl.DataFrame:
    """label, control, exits, low, high; n is their sum, MRR ten times the exits."""
    frame = pl.DataFrame(
        list(rows), schema=["label", "control", "exits", "low", "high"], orient="row"
    )
    return frame.with_columns(
        n=pl.col("exits").sum(),
        share=pl.col("exits") / pl.col("exits").sum(),
        mrr=10.0 * pl.col("exits"),
        mrr_share=pl.col("exits") / pl.col("exits").sum(),
    )


MANY = reasons(
    ("Missing feature", "ours", 60, 0.5, 0.69),
    ("Merger or acquisition", "not_ours", 25, 0.17, 0.34),
    ("Champion left", "mixed", 10, 0.05, 0.17),
    ("No answer", "unknown", 5, 0.02, 0.11),
)


def test_shares_are_dots_with_their_intervals(marks: Marks) -> None:
    figure = reason_share_chart(MANY, palette=LIGHT, choices=CHOICES)

    (dots,) = marks(figure, "scatter", mode="markers")
    intervals = [trace.x for trace in marks(figure, "scatter", mode="lines")]

    assert dots.x == (0.6, 0.25, 0.1, 0.05)
    assert dots.y == (0, -1, -2, -3)
    assert intervals == [
        (0.5, 0.69, None),
        (0.17, 0.34, None),
        (0.05, 0.17, None),
        (0.02, 0.11, None),
    ]


def test_whose_hands_is_said_by_colour_and_by_shape(marks: Marks) -> None:
    figure = reason_share_chart(MANY, palette=DARK, choices=CHOICES)

    (dots,) = marks(figure, "scatter", mode="markers")

    assert dots.marker.color == (DARK.lost, DARK.not_ours, DARK.mixed, DARK.unknown)
    assert len(set(dots.marker.symbol)) == 4


def test_rows_are_labelled_directly_with_count_and_share(texts: Texts) -> None:
    written = texts(reason_share_chart(MANY, palette=LIGHT, choices=CHOICES))

    assert written[:2] == ["Missing feature", "60 · 60.0%"]
    assert written[-2:] == ["No answer", "5 · 5.0%"]


def test_fewer_than_ten_exits_are_counts_without_a_mark(
    marks: Marks, texts: Texts
) -> None:
    few = reasons(
        ("Missing feature", "ours", 5, 0.36, 0.92), ("Other", "unknown", 2, 0.08, 0.64)
    )

    figure = reason_share_chart(few, palette=LIGHT, choices=CHOICES)

    assert marks(figure, "scatter") == []
    assert texts(figure) == ["Missing feature", "5 of 7", "Other", "2 of 7"]


def test_ten_to_29_exits_are_grey_and_dotted(marks: Marks) -> None:
    some = reasons(
        ("Missing feature", "ours", 9, 0.5, 0.79), ("Other", "unknown", 3, 0.2, 0.4)
    )

    figure = reason_share_chart(some, palette=LIGHT, choices=CHOICES)

    lines = marks(figure, "scatter", mode="lines")
    assert {line.line.dash for line in lines} == {"dot"}
    assert LIGHT.lost not in {line.line.color for line in lines}


def test_an_interval_wider_than_30_points_is_never_coloured(marks: Marks) -> None:
    wide = MANY.with_columns(high=pl.col("low") + 0.31)

    figure = reason_share_chart(wide, palette=LIGHT, choices=CHOICES)

    (dots,) = marks(figure, "scatter", mode="markers")
    assert not set(dots.marker.color) & {LIGHT.lost, LIGHT.not_ours, LIGHT.mixed}


def test_a_reason_from_a_file_is_shown_letter_by_letter(
    texts: Texts, marks: Marks
) -> None:
    hostile = reasons(("<b onclick=x>A & B</b>", "unknown", 40, 0.9, 1.0))

    figure = reason_share_chart(hostile, palette=LIGHT, choices=CHOICES)

    shown = "&lt;b onclick=x&gt;A &amp; B&lt;/b&gt;"
    assert texts(figure)[0] == shown
    assert marks(figure, "scatter", mode="markers")[0].hovertext[0].startswith(shown)


def test_mrr_is_a_bar_from_zero_beside_the_share_of_each_reason(
    marks: Marks, texts: Texts
) -> None:
    priced = MANY.with_columns(mrr_known=pl.lit(3)).with_row_index("pick")
    figure = reasons_chart(priced, palette=LIGHT, choices=Choices(currency="USD"))

    (bars,), (dots,) = marks(figure, "bar"), marks(figure, "scatter", mode="markers")

    assert (bars.base, bars.x) == (None, (600, 250, 100, 50))
    assert bars.marker.color == (LIGHT.lost, LIGHT.not_ours, LIGHT.mixed, LIGHT.unknown)
    assert "$600" in texts(figure)
    assert list(dots.customdata) == list(bars.customdata) == [0, 1, 2, 3]
    assert dots.unselected.marker.opacity == bars.unselected.marker.opacity == 1


def test_without_any_known_mrr_only_shares_are_drawn(marks: Marks) -> None:
    unpriced = MANY.with_columns(mrr_known=pl.lit(0)).with_row_index("pick")

    figure = reasons_chart(unpriced, palette=LIGHT, choices=CHOICES)

    assert marks(figure, "bar") == []


def test_reasons_are_ordered_by_exits_with_the_unknown_last() -> None:
    shuffled = MANY.sample(fraction=1, shuffle=True, seed=3)

    assert_frame_equal(in_order(shuffled, choices=CHOICES), MANY)


def test_reasons_of_few_exits_are_listed_by_name_not_ranked() -> None:
    few = reasons(
        ("Price rise", "ours", 9, 0.0, 1.0),
        ("Merger", "not_ours", 12, 0.0, 1.0),
        ("Not asked", "unknown", 1, 0.0, 1.0),
        ("No answer", "unknown", 2, 0.0, 1.0),
    )

    ordered = in_order(few, choices=CHOICES)["label"].to_list()

    assert ordered == ["Merger", "Price rise", "No answer", "Not asked"]


def test_a_shortlist_never_drops_the_unknown() -> None:
    short = shortlist(MANY, known=1, unknown=2)["label"].to_list()

    assert short == ["Missing feature", "No answer"]


def test_controls_come_in_the_order_of_whose_hands() -> None:
    counted = pl.DataFrame(
        {"control": ["unknown", "ours", "mixed"], "exits": [1, 2, 3]}
    )

    rows = control_rows(counted)

    expected = pl.DataFrame(
        {
            "control": ["ours", "mixed", "unknown"],
            "label": [
                "Fully within our control",
                "Partly within our control",
                "Not known",
            ],
            "exits": [2, 3, 1],
        }
    )
    assert_frame_equal(rows, expected)


def test_the_trend_has_one_strip_per_control_on_one_scale(
    marks: Marks, texts: Texts
) -> None:
    trend = pl.DataFrame(
        {
            "month": ["2026-01", "2026-02"] * 4,
            "control": ["ours"] * 2
            + ["mixed"] * 2
            + ["not_ours"] * 2
            + ["unknown"] * 2,
            "exits": [3, 5, 0, 0, 1, 2, 0, 0],
        }
    )

    figure = control_trend_chart(trend, palette=LIGHT)

    assert texts(figure) == [
        "Fully within our control · 8",
        "Outside our control · 3",
        "Not known · 0",
    ]
    assert [bar.y for bar in marks(figure, "bar")] == [(3, 5), (1, 2), (0, 0)]
    axes = [figure.layout.yaxis, figure.layout.yaxis2, figure.layout.yaxis3]
    assert {axis.range for axis in axes} == {(0, 5)}
