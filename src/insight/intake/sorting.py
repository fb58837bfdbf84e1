"""Records sorted into rows, records of another width, blank lines and footers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

import polars as pl

from insight.intake.records import BadRecord, Record
from insight.intake.text_table import refused_frame, shortened

_AT_ONCE = 1_000
_TOTAL = re.compile(r"(grand |sub)?totals?\b", re.IGNORECASE)


@dataclass(slots=True)
class SortedRecords:
    """What became of each record below a header of `width` columns.

    Attributes:
        width: Columns of the header.
        frames: Rows of that width in chunks; columns are called by their place.
        lines: The line of each of those rows.
        uneven: Line and cells of records of another width.
        bad: Lines that no record could be read from.
        blank: Lines without one filled cell.
    """

    width: int
    frames: list[pl.DataFrame] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    uneven: list[tuple[int, list[str]]] = field(default_factory=list)
    bad: list[BadRecord] = field(default_factory=list)
    blank: int = 0

    def add(self, chunk: list[Record]) -> None:
        """Put each record of a chunk where it belongs."""
        rows = [
            record
            for record in chunk
            if isinstance(record, tuple) and len(record[1]) == self.width
        ]
        if len(rows) < len(chunk):
            rows = [row for record in chunk for row in self._rows_of(record)]
        if not rows:
            return
        columns = zip(*(cells for _, cells in rows), strict=True)
        self.frames.append(
            pl.DataFrame(
                [
                    pl.Series(str(place), cells, dtype=pl.String)
                    for place, cells in enumerate(columns)
                ]
            )
        )
        self.lines.extend(line for line, _ in rows)

    def rows(self) -> pl.DataFrame:
        """All rows of the header's width, as they stand in the file."""
        places = [str(place) for place in range(self.width)]
        empty = pl.DataFrame(schema=dict.fromkeys(places, pl.String))
        return pl.concat([empty, *self.frames], rechunk=True)

    def count_below(self, last_line: int) -> int:
        """Records at the end that read like a report's footer, not like a row."""
        below = 0
        for line, cells in reversed(self.uneven):
            if line < last_line or not _is_footer(cells):
                break
            below += 1
        return below

    def refused(self, *, but_last: int) -> pl.DataFrame:
        """Records that are no rows, without the last ones that are a footer."""
        kept = self.uneven[: len(self.uneven) - but_last]
        expected = f"Expected {self.width} values as in the header, found "
        uneven = (
            (n, None, _shown(cells), f"{expected}{len(cells)}") for n, cells in kept
        )
        bad = ((record.line, None, None, record.reason) for record in self.bad)
        return refused_frame([*uneven, *bad]).sort("line")

    def _rows_of(self, record: Record) -> Iterator[tuple[int, list[str]]]:
        if isinstance(record, BadRecord):
            self.bad.append(record)
            return
        line, cells = record
        if len(cells) == self.width:
            yield line, cells
        elif not _filled(cells):
            self.blank += 1
        elif len(cells) > self.width and not _filled(cells[self.width :]):
            yield line, cells[: self.width]
        else:
            self.uneven.append((line, cells))


def sort_records(found: Iterable[Record], *, width: int) -> SortedRecords:
    """Every record in its place; empty cells beyond the header fall away."""
    sorted_records = SortedRecords(width)
    remaining = iter(found)
    while chunk := list(islice(remaining, _AT_ONCE)):
        sorted_records.add(chunk)
    return sorted_records


def is_total(cell: str) -> bool:
    """Does the first cell of the last row say that the row is a sum?"""
    return _TOTAL.match(cell) is not None


def _is_footer(cells: list[str]) -> bool:
    filled = _filled(cells)
    first = filled[0]
    return is_total(first) or (len(filled) == 1 and " " in first)


def _filled(cells: list[str]) -> list[str]:
    return [cell for cell in map(str.strip, cells) if cell]


def _shown(cells: list[str]) -> str:
    return shortened(" · ".join(_filled(cells)))
