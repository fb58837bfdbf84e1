"""A column as each of its cells once: what is asked of a cell is worked out once."""

from dataclasses import dataclass

import polars as pl

_LONG = 100_000
_MOST_DISTINCT = 0.5


@dataclass(frozen=True, slots=True)
class DistinctCells:
    """The cells of a column, and which of them each row has.

    Attributes:
        cells: Each cell once and no empty one, in any order; else those of all rows.
        places: For each row the place of its cell, null where that is empty; None where
            `cells` are those of all rows.
    """

    cells: pl.Series
    places: pl.Series | None = None

    def to_rows(self, values: pl.Series) -> pl.Series:
        """For each row what `values` says of its cell; null where that is empty."""
        return values if self.places is None else values.gather(self.places)


def distinct_about(column: pl.Series) -> int:
    """How many distinct cells a column has, to about one in a hundred."""
    count: int = column.to_frame().select(pl.all().approx_n_unique()).item()
    return count


def distinct_cells(column: pl.Series) -> DistinctCells:
    """A column of text by its distinct cells; a long one as it is where few repeat."""
    if len(column) > _LONG and distinct_about(column) > _MOST_DISTINCT * len(column):
        return DistinctCells(column)
    cells = column.alias("cell").unique().drop_nulls()
    places = column.cast(pl.Enum(cells)).to_physical()
    return DistinctCells(cells, places)


def same_cell(cell: str, *, rows: int) -> DistinctCells:
    """A column that has the same cell in all of its rows."""
    everywhere = pl.repeat(0, rows, dtype=pl.UInt32, eager=True)
    return DistinctCells(pl.Series("cell", [cell]), everywhere)
