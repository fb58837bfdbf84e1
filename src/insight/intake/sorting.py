"""Records sorted into rows, records of another width, blank lines and footers."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from insight.errors import UnreadableFileError
from insight.intake.records import BadRecord, Record
from insight.intake.text_table import refused_frame, shortened

Cleaning = Callable[[pl.DataFrame], pl.DataFrame]
MOST_ROWS = 3_000_000
_JOINED = 40
_MOST_BAD = 50
_MOST_UNEVEN = 20_000
_TOTAL = re.compile(r"(grand |sub)?totals?[\s:]*(\(?[\d.,]+.*)?$", re.IGNORECASE)
_COMMENT = re.compile(r"\s*#\D")


@dataclass(slots=True)
class SortedRecords:
    """What became of each record below a header of `width` columns.

    Attributes:
        width: Columns of the header.
        uneven: Line and cells of records of another width.
        bad: Lines that no record could be read from.
        blank: Lines without one filled cell.
        comments: Lines of one cell that begins with #.
        height: How many rows there are.
    """

    width: int
    uneven: list[tuple[int, list[str]]] = field(default_factory=list)
    bad: list[BadRecord] = field(default_factory=list)
    blank: int = 0
    comments: int = 0
    height: int = 0
    _fresh: list[pl.DataFrame] = field(default_factory=list)
    _parts: list[pl.DataFrame] = field(default_factory=list)

    def take(self, found: Iterable[Record]) -> None:
        """Puts each record in its place.

        Raises:
            UnreadableFileError: More rows than are read.
        """
        rows: dict[int, list[str]] = {}
        for record in found:
            if isinstance(record, BadRecord):
                self.bad.append(record)
            elif len(record[1]) == self.width:
                rows[record[0]] = record[1]
            elif row := self._fitted(*record):
                rows[record[0]] = row
        if rows:
            self._fresh.append(_columns(rows))
            self.height += len(rows)
        if len(self._fresh) == _JOINED:
            self._join()
        if self.height > MOST_ROWS:
            raise UnreadableFileError(
                f"The file has more than {MOST_ROWS:,} rows. Split it."
            )

    def _fitted(self, line: int, cells: list[str]) -> list[str] | None:
        """A record of another width as a row; None where it is kept as what it is."""
        if not _filled(cells):
            self.blank += 1
        elif len(cells) > self.width and not _filled(cells[self.width :]):
            return cells[: self.width]
        elif _COMMENT.match(cells[0]) and len(_filled(cells)) == 1:
            self.comments += 1
        else:
            self.uneven.append((line, cells))
        return None

    def is_hopeless(self) -> bool:
        """Are so many lines bad or uneven that reading on makes no sense?"""
        return len(self.bad) >= _MOST_BAD or len(self.uneven) >= _MOST_UNEVEN

    def require_hope(self) -> None:
        """Stop where too many lines are bad or uneven.

        Raises:
            UnreadableFileError: Says where the last one was, and what was expected.
        """
        if len(self.uneven) >= _MOST_UNEVEN:
            line, cells = self.uneven[_MOST_UNEVEN - 1]
            raise UnreadableFileError(
                f"{_MOST_UNEVEN:,} lines or more do not have the {self.width} values of "
                f"the header; line {line} has {len(cells)}. Export the file again, with "
                "quotation marks around its cells."
            )
        if self.is_hopeless():
            last = self.bad[_MOST_BAD - 1]
            raise UnreadableFileError(
                f"{_MOST_BAD} lines or more cannot be read, the last one is line "
                f"{last.line}. {last.reason}."
            )

    def rows(self, cleaned: Cleaning) -> pl.DataFrame:
        """Hands out the rows of the header's width: `line`, and cells by their place.

        Args:
            cleaned: What is done to a part of them, one after the other.
        """
        if self._fresh:
            self._join()
        places = [str(place) for place in range(self.width)]
        schema = {"line": pl.Int64, **dict.fromkeys(places, pl.String)}
        parts, self._parts = self._parts, []
        return pl.concat([pl.DataFrame(schema=schema), *map(cleaned, parts)])

    def _join(self) -> None:
        """Many small parts as a large one, of which the memory is given back whole."""
        self._parts.append(pl.concat(self._fresh, rechunk=True))
        self._fresh = []

    def count_below(self, last_line: int) -> int:
        """Records at the end that read like a report's footer, not like a row."""
        below = 0
        for line, cells in sorted(self.uneven, reverse=True):
            if line < last_line or not _is_footer(cells):
                break
            below += 1
        return below

    def refused(self, *, but_last: int) -> pl.DataFrame:
        """Records that are no rows, without the last ones that are a footer."""
        kept = sorted(self.uneven)[: len(self.uneven) - but_last]
        expected = f"Expected {self.width} values as in the header, found "
        uneven = (
            (line, None, _shown(cells), f"{expected}{len(cells)}")
            for line, cells in kept
        )
        bad = ((record.line, None, None, record.reason) for record in self.bad)
        return refused_frame([*uneven, *bad]).sort("line")


def _columns(rows: Mapping[int, list[str]]) -> pl.DataFrame:
    """Rows by their line as columns: `line`, and the cells by their place."""
    cells = (
        pl.Series(str(place), column, dtype=pl.String)
        for place, column in enumerate(zip(*rows.values(), strict=True))
    )
    return pl.DataFrame([pl.Series("line", list(rows), dtype=pl.Int64), *cells])


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
