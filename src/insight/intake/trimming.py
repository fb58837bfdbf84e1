"""Rows without what stands between and below them: counted, never just gone."""

from dataclasses import dataclass

import polars as pl

from insight.intake.header import Header, is_numbered
from insight.intake.sorting import SortedRecords, is_total

BLANK = "blank lines"
BELOW = "lines below the table"
COMMENTS = "comment lines"
REPEATED = "repeats of the header"


@dataclass(frozen=True, slots=True)
class Trimmed:
    """The rows that speak of something, and how many records do not.

    Attributes:
        rows: Cells by place.
        lines: Line each row starts in, parallel to `rows`.
        footer: Records of another width that are a footer.
        skipped: What was left out, and how many records of it.
    """

    rows: pl.DataFrame
    lines: pl.Series
    footer: int
    skipped: dict[str, int]


def trimmed(
    cells: pl.DataFrame, lines: pl.Series, header: Header, found: SortedRecords
) -> Trimmed:
    """Rows without blank lines, repeated headers and a total at the end.

    Args:
        cells: All rows, cleaned, by place.
        lines: Line each starts in.
        header: The header above them.
        found: The records they came from, with those that are no rows.
    """
    is_blank = cells.select(pl.all_horizontal(pl.all().is_null())).to_series()
    is_header = _is_header(cells, header)
    stays = ~(is_blank | is_header)
    if not stays.all():
        cells, lines = cells.filter(stays), lines.filter(stays)
    height = cells.height - _count_of_totals(cells)
    footer = found.count_below(lines[height - 1] if height else 0)
    skipped = {
        BLANK: found.blank + int(is_blank.sum()),
        COMMENTS: found.comments,
        REPEATED: int(is_header.sum()),
        BELOW: footer + cells.height - height,
    }
    left_out = {what: count for what, count in skipped.items() if count}
    return Trimmed(cells.head(height), lines.head(height), footer, left_out)


def _is_header(cells: pl.DataFrame, header: Header) -> pl.Series:
    """Which rows say the names of the columns again, as pasted files do?"""
    own = [(str(n), c) for n, c in enumerate(header.columns) if not is_numbered(c)]
    says_again = [pl.col(place).eq_missing(pl.lit(name)) for place, name in own]
    same = pl.all_horizontal(says_again) if own else pl.lit(value=False)
    if own and not cells.select(says_again[0].any()).item():
        same = pl.lit(value=False)
    return cells.select(pl.repeat(value=False, n=pl.len()) | same).to_series()


def _count_of_totals(rows: pl.DataFrame) -> int:
    filled = (cell for cell in rows.tail(1).row(0) if cell) if rows.height else ()
    return int(is_total(next(iter(filled), "")))
