"""Ordinary text to sorted records: Polars cuts them all at once where all are even."""

import polars as pl

from insight.intake.body import Body, below_header, require_few_rows
from insight.intake.header import Header
from insight.intake.records import LONGEST_CELL, Punctuation
from insight.intake.sifting import sifted
from insight.intake.sorting import SortedRecords
from insight.intake.tallying import Tally, tally

_LAST_ASCII = 127


def cut_records(
    text: bytes, punctuation: Punctuation
) -> tuple[Header, SortedRecords] | None:
    """The header and every record below it; None where the strict reader is needed.

    Raises:
        UnreadableFileError: No header, a header alone, too many columns or rows.
    """
    header, body = below_header(text, punctuation)
    if body.width == 1 or body.mark > _LAST_ASCII or not body.ends_lines_as_polars():
        return None
    counted = tally(text, body.mark, start=body.start)
    if counted is None:
        return None
    found = _all_even(body, counted) or sifted(body)
    return (header, found) if found else None


def _all_even(body: Body, counted: Tally) -> SortedRecords | None:
    """All records as rows; None unless counts prove that each is as wide as the header.

    Polars refuses a record that is too wide and fills one that is too narrow: none was
    filled if every delimiter is between two of the cells it found, or inside one.
    """
    line_ends = counted.line_ends + (not body.text.endswith(b"\n"))
    has_quotes = body.has_quotes()
    if not has_quotes and counted.delimiters != line_ends * (body.width - 1):
        return None
    cells = body.cells()
    if cells is None or _longest(cells) > LONGEST_CELL:
        return None
    require_few_rows(cells.height)
    inside = int(_count(cells, body.punctuation.delimiter).sum()) if has_quotes else 0
    if counted.delimiters - inside != cells.height * (body.width - 1):
        return None
    is_flat = cells.height == line_ends
    after = _line_ends(cells, is_flat=is_flat)
    if after.sum() != line_ends:
        return None
    line = (after.cum_sum() - after + (body.lines_above + 1)).alias("line")
    found = SortedRecords(body.width, is_tight=counted.is_tight and is_flat)
    found.parts.append(cells.insert_column(0, line))
    return found


def _longest(cells: pl.DataFrame) -> int:
    longest = cells.select(pl.max_horizontal(pl.all().str.len_bytes().max()))
    return longest.item() or 0


def _line_ends(cells: pl.DataFrame, *, is_flat: bool) -> pl.Series:
    """How many line ends are in each record, the one behind it too."""
    one = pl.repeat(1, cells.height, dtype=pl.Int64, eager=True)
    return one if is_flat else one + _count(cells, "\n")


def _count(cells: pl.DataFrame, mark: str) -> pl.Series:
    """How often a mark is in the cells of each record."""
    counts = pl.all().str.count_matches(mark, literal=True)
    return cells.select(count=pl.sum_horizontal(counts))["count"].cast(pl.Int64)
