"""Marks found once for each form of a cell are those of the cell itself."""

import re

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from insight.currencies import mark_pattern
from insight.intake.currency_marks import marks_beside, without_marks

PIECES = [
    "€",
    "$",
    "kr",
    "kr.",
    "CHF",
    "eur",
    "zł",
    "R$",
    "abc",
    "ABC",
    "-",
    "−",
    "+",
    "(",
    ")",
    "1",
    "12",
    "0.5",
    "1,234",
    ".",
    ",",
    "x",
]
CELLS = st.lists(st.sampled_from([*PIECES, " "]), max_size=6).map("".join)
BEFORE = re.compile(rf"^([-−+(]?)({mark_pattern()})")
BEHIND = re.compile(rf"({mark_pattern()})([-−)]?)$")


@given(st.lists(CELLS, min_size=1, max_size=20))
def test_a_cell_loses_the_mark_before_and_the_mark_behind(cells: list[str]) -> None:
    bare = [BEHIND.sub(r"\2", BEFORE.sub(r"\1", cell), count=1) for cell in cells]

    assert without_marks(pl.Series(cells, dtype=pl.String)).to_list() == bare


def test_each_cell_says_its_own_mark() -> None:
    cells = ["€1,234.50", "12 kr.", "-$ 5", "(7 CHF)", "8", "per month", None]

    marks = marks_beside(pl.Series(cells, dtype=pl.String)).to_list()

    assert marks == ["€", "kr.", "$", "CHF", None, None, None]
