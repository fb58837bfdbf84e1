from typing import Any

import polars as pl
from polars.testing import assert_frame_equal

from insight.metrics.calendar import month_label
from insight.metrics.exits_and_returns import exits_and_returns
from insight.metrics.files import everything
from insight.metrics.headline import headline
from insight.metrics.selection import Selection


def test_the_mini_world_has_its_exits_and_returns_in_their_months(
    mini_facts: Any,
) -> None:
    moves = exits_and_returns(mini_facts, everything(mini_facts))

    # The exits and "ret." columns of expected/monthly.csv; the February exit is young.
    expected = pl.DataFrame(
        {
            "month": [month_label(month) for month in everything(mini_facts).months],
            "exits": [0, 0, 1, 0, 0, 0, 0, 1, 1, 2, 2, 2, 1, 1],
            "provisional": [0] * 13 + [1],
            "returned": [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0],
            "is_running": [False] * 14,
        }
    )
    assert_frame_equal(moves, expected)


def test_the_months_add_up_to_the_headline(sample_facts: Any) -> None:
    chosen = Selection(
        sample_facts.last_month - 11, sample_facts.last_month, segments=("mid",)
    )

    moves = exits_and_returns(sample_facts, chosen)

    totals = dict(headline(sample_facts, chosen).select("measure", "value").rows())
    sums = moves.select(pl.col("exits", "returned").sum()).row(0)
    assert sums == (totals["exits"], totals["returned"])


def test_months_before_the_data_are_zero(mini_facts: Any) -> None:
    early = Selection(mini_facts.first_month - 3, mini_facts.first_month - 2)

    moves = exits_and_returns(mini_facts, early)

    assert moves.select(pl.col("exits", "provisional", "returned").sum()).row(0) == (
        0,
        0,
        0,
    )
    assert moves.height == 2
