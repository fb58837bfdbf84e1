"""Records sorted into rows, records of another width, blank lines and footers."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from insight.errors import UnreadableFileError
from insight.intake.records import BadRecord
from insight.intake.text_table import refused_frame, shortened

_MOST_BAD = 50
_MOST_UNEVEN = 20_000
_TOTAL = re.compile(r"(grand |sub)?totals?[\s:]*(\(?[\d.,]+.*)?$", re.IGNORECASE)
_COMMENT = re.compile(r"\s*#\D")


@dataclass(slots=True)
class SortedRecords:
    """What became of each record below a header of `width` columns.

    Attributes:
        width: Columns of the header.
        parts: Rows of that width: `line`, and the cells by their place.
        uneven: Line and cells of records of another width.
        bad: Lines that no record could be read from.
        blank: Lines without one filled cell.
        comments: Lines of one cell that begins with #.
        is_tight: No cell begins or ends with a blank, a tab or a line end.
    """

    width: int
    parts: list[pl.DataFrame] = field(default_factory=list)
    uneven: list[tuple[int, list[str]]] = field(default_factory=list)
    bad: list[BadRecord] = field(default_factory=list)
    blank: int = 0
    comments: int = 0
    is_tight: bool = False

    def fitted(self, line: int, cells: list[str]) -> list[str] | None:
        """The record as a row; None where it is none, and then it is kept as such."""
        if len(cells) == self.width:
            return cells
        if not _filled(cells):
            self.blank += 1
        elif len(cells) > self.width and not _filled(cells[self.width :]):
            return cells[: self.width]
        elif _COMMENT.match(cells[0]) and len(_filled(cells)) == 1:
            self.comments += 1
        else:
            self.uneven.append((line, cells))
        return None

    def add_rows(self, rows: Mapping[int, list[str]]) -> None:
        """Rows of the header's width by their line."""
        if not rows:
            return
        lines = pl.Series("line", list(rows), dtype=pl.Int64)
        cells = (
            pl.Series(str(place), column, dtype=pl.String)
            for place, column in enumerate(zip(*rows.values(), strict=True))
        )
        self.parts.append(pl.DataFrame([lines, *cells]))

    def is_hopeless(self) -> bool:
        """Are so many lines bad or uneven that reading on makes no sense?"""
        return len(self.bad) >= _MOST_BAD or len(self.uneven) >= _MOST_UNEVEN

    def require_hope(self) -> None:
        """Stop where too many lines are bad or uneven.

        Raises:
            UnreadableFileError: Says where the last one was, and what was expected.
        """
        if len(self.uneven) >= _MOST_UNEVEN:
            line, cells = self.uneven[-1]
            raise UnreadableFileError(
                f"{_MOST_UNEVEN:,} lines or more do not have the {self.width} values of "
                f"the header; line {line} has {len(cells)}. Export the file again, with "
                "quotation marks around its cells."
            )
        if self.is_hopeless():
            last = self.bad[-1]
            raise UnreadableFileError(
                f"{_MOST_BAD} lines or more cannot be read, the last one is line "
                f"{last.line}. {last.reason}."
            )

    def rows(self) -> pl.DataFrame:
        """All rows of the header's width in the order of their `line`."""
        places = [str(place) for place in range(self.width)]
        schema = {"line": pl.Int64, **dict.fromkeys(places, pl.String)}
        if len(self.parts) == 1:
            return self.parts[0].clone()
        return pl.concat([pl.DataFrame(schema=schema), *self.parts]).sort("line")

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
