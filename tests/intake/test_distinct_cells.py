import polars as pl
from polars.testing import assert_series_equal

from insight.intake.distinct_cells import DistinctCells, distinct_cells, same_cell


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
