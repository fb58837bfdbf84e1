"""A column as each of its cells once: what is asked of a cell is worked out once."""

from dataclasses import dataclass

import polars as pl


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


def distinct_cells(column: pl.Series) -> DistinctCells:
    """A column of text by its distinct cells."""
    rows = column.alias("cell").to_frame()
    cells = rows["cell"].unique().drop_nulls()
    numbered = cells.to_frame().with_row_index("place")
    places = rows.join(numbered, on="cell", how="left", maintain_order="left")["place"]
    return DistinctCells(cells, places)


def same_cell(cell: str, *, rows: int) -> DistinctCells:
    """A column that has the same cell in all of its rows."""
    everywhere = pl.repeat(0, rows, dtype=pl.UInt32, eager=True)
    return DistinctCells(pl.Series("cell", [cell]), everywhere)
