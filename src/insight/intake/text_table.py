"""A file as a table of text, and the frames that report what was not taken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from insight.intake.distinct_cells import DistinctCells, distinct_cells

REFUSED = {
    "line": pl.Int64,
    "column": pl.String,
    "value": pl.String,
    "reason": pl.String,
}
LONGEST_SHOWN = 60
SHOWN_START = LONGEST_SHOWN - 1


@dataclass(frozen=True, slots=True)
class TextTable:
    """One file after reading: every cell is text, nothing is typed yet.

    Attributes:
        name: File name as given; shown, never used as a path.
        sha256: Hash of the bytes.
        columns: Header names, cleaned and unique.
        rows: One row per readable record, all String; an empty cell is null.
        lines: Line of the file each row starts in, parallel to `rows`.
        refused: Records that are not rows of this table (`REFUSED` columns).
        skipped: What was left out on purpose, and how many records of it.
        notes: What a person should know about the reading, in sentences.
        encoding: How the bytes were decoded; `workbook` for one.
        delimiter: What stands between two cells.
        sheet: The sheet of a workbook that this is, else None.
        sheets: The sheets of the workbook that may be chosen.
        made: Columns that are not in the file, and the columns each is made of.
        offered: Field to the columns of which a person has to choose one.
        has_own_ids: Its ids are those of another system, so that an account with the
            very name of a known one is that one.
    """

    name: str
    sha256: str
    columns: tuple[str, ...]
    rows: pl.DataFrame
    lines: pl.Series
    refused: pl.DataFrame
    skipped: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    encoding: str = "utf-8"
    delimiter: str = ","
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    made: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    offered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    has_own_ids: bool = False
    _distinct: dict[str, DistinctCells] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def rows_in(self) -> int:
        """Records below the header, whatever became of them."""
        refused = self.refused["line"].n_unique()
        return self.rows.height + refused + sum(self.skipped.values())

    def distinct(self, column: str) -> DistinctCells:
        """A column by its distinct cells, which are looked for once."""
        if column not in self._distinct:
            self._distinct[column] = distinct_cells(self.rows[column])
        return self._distinct[column]


def refused_frame(
    rows: Iterable[tuple[int, str | None, str | None, str]],
) -> pl.DataFrame:
    """Refused cells as a frame with the `REFUSED` columns."""
    return pl.DataFrame(list(rows), schema=REFUSED, orient="row")


def shortened(value: str) -> str:
    """A cell short enough to show in a message."""
    return value if len(value) <= LONGEST_SHOWN else f"{value[:SHOWN_START]}…"


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """A count with its noun.

    Examples:
        >>> counted(1, "row"), counted(1200, "row")
        ('1 row', '1,200 rows')
    """
    return f"{count:,} {noun if count == 1 else plural or f'{noun}s'}"
