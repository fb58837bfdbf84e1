from dataclasses import replace

import polars as pl
import pytest
from polars.testing import assert_frame_equal, assert_series_equal

from insight.intake import distinct_cells as distinct_cells_of
from insight.intake.checked import Checked
from insight.intake.distinct_cells import DistinctCells, distinct_cells, same_cell
from insight.intake.mapping import propose
from insight.intake.read import read
from insight.intake.validate import validate


def test_each_cell_is_there_once_and_rows_find_theirs_again() -> None:
    column = pl.Series("any", ["b", None, "a", "b"])

    found = distinct_cells(column)

    assert sorted(found.cells) == ["a", "b"]
    assert_series_equal(found.to_rows(found.cells), column, check_names=False)


def test_a_column_in_several_parts_is_read_as_one() -> None:
    column = pl.concat([pl.Series(["a", "b"]), pl.Series(["c", "a"])], rechunk=False)

    found = distinct_cells(column)

    assert found.to_rows(found.cells).to_list() == ["a", "b", "c", "a"]


def test_a_constant_is_the_same_in_all_rows() -> None:
    column = same_cell("EUR", rows=3)

    assert column.to_rows(column.cells).to_list() == ["EUR"] * 3


def test_cells_that_are_looked_at_row_by_row_stay_as_they_are() -> None:
    column = DistinctCells(pl.Series(["a", None, "a"]))

    assert column.to_rows(column.cells).to_list() == ["a", None, "a"]


def test_a_long_column_of_which_few_cells_repeat_stays_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(distinct_cells_of, "_LONG", 3)
    column = pl.Series("any", ["b", None, "a", "c"])

    found = distinct_cells(column)

    assert found.to_rows(found.cells).to_list() == column.to_list()
    assert found.places is None


def test_a_large_file_of_which_few_cells_repeat_gives_what_a_small_one_gives(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [
        b"X%d,A%d,2024-02-%02d,reason %d,%d.5" % (n, n, n, n, n) for n in range(1, 29)
    ]
    odd = [b"X0,,never,,x", b"X90,A1,N/A,-,"]
    content = b"\n".join(
        [b"exit_id,account_id,exit_date,reason_code,last_mrr", *rows, *odd]
    )
    constants = {"currency": "USD"}

    def checked() -> Checked:
        text = read("a.csv", content)
        mapping = replace(propose(text, table="exits"), constants=constants)
        return validate(text, mapping)

    small = checked()
    monkeypatch.setattr(distinct_cells_of, "_LONG", 3)

    large = checked()

    assert_frame_equal(large.accepted, small.accepted)
    assert_frame_equal(large.refused, small.refused)
    assert large.notes == small.notes
    assert small.rows_refused == 2
