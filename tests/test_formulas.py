"""Formulas: guarded in what goes out, bare again when it comes back."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.formulas import bare, bare_text, guarded, guarded_text
from insight.intake.read import read
from insight.ui.downloads import safe_csv

CELLS = [
    "=1+1",
    "@SUM(A1)",
    "+Simple Health",
    "-2-3",
    "＝1",
    "'=x",
    "''+x",
    "'s-Hertogenbosch",
    "'90s Diner",
    "'-5",
    "-5",
    "Acme",
]
"""An apostrophe of the text is none of ours, before a formula or not."""


@pytest.mark.parametrize("cell", CELLS)
def test_a_cell_comes_back_from_our_own_file_as_it_went_out(cell: str) -> None:
    rows = pl.DataFrame({"account_id": ["A1"], "account_name": [cell]})

    back = read("export.csv", safe_csv(rows))

    assert back.rows.rows() == [("A1", cell)]


def test_a_heading_comes_back_as_it_went_out() -> None:
    rows = pl.DataFrame({"account_id": ["A1"], "+1 more": ["x"]})

    back = read("export.csv", safe_csv(rows))

    assert back.columns == ("account_id", "+1 more")


def test_exactly_one_apostrophe_is_taken_off_what_it_guards() -> None:
    cells = pl.Series("name", ["'=1", "''=1", "'Acme", "'-5", None, "=1"])

    assert bare(cells).to_list() == ["=1", "'=1", "'Acme", "'-5", None, "=1"]


@given(st.text(alphabet="'=+-@ \t5a\"", max_size=6))
def test_a_guard_is_taken_off_again(cell: str) -> None:
    out = guarded(pl.DataFrame({"cell": [cell]}))["cell"]

    assert bare(out).to_list() == [cell]
    assert out.to_list() == [guarded_text(cell)]
    assert bare_text(out.item()) == bare(out).item()
