import polars as pl
import pytest

from insight.intake.spoiled import expected_text, without_spoiled


@pytest.mark.parametrize("cell", ["1.23457E+15", "1E+20", "#REF!", "#DIV/0!", "#NAME?"])
def test_an_id_that_a_spreadsheet_spoiled_is_none(cell: str) -> None:
    ids = pl.Series("account_id", [cell, "1E5", "20 #1", None])

    assert without_spoiled(ids, field="account_id").to_list() == [
        None,
        "1E5",
        "20 #1",
        None,
    ]


def test_other_text_may_look_like_a_number_but_not_be_an_error() -> None:
    cells = pl.Series("comment", ["1.5E+10", "#VALUE!", "#2"])

    assert without_spoiled(cells, field="comment").to_list() == ["1.5E+10", None, "#2"]


def test_what_is_expected_says_what_the_spreadsheet_did() -> None:
    assert expected_text("account_id").startswith("an id in full")
    assert expected_text("comment").startswith("text")
