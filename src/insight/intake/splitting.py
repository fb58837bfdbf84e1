"""Lines to sorted records: where no quote is near, all lines are cut at once."""

from collections.abc import Iterable, Iterator

import numpy as np
import polars as pl

from insight.intake.body import cells_of, require_few_rows
from insight.intake.lines import Lines, joined, places
from insight.intake.records import (
    LONGEST_CELL,
    BadRecord,
    Punctuation,
    Record,
    record_at,
    too_long,
)
from insight.intake.sorting import SortedRecords
from insight.intake.tallying import Flags, tally

_AT_ONCE = 1_000
_ONE_BYTE = "\0"


def split_records(
    lines: Lines, punctuation: Punctuation, *, below: int, width: int
) -> SortedRecords:
    """Every record below index `below`, in its place.

    A record whose first line has no quote is that line cut at the delimiters, so only
    records with a quote in their first line need the csv reader. Reading stops where
    the file is hopeless.

    Raises:
        UnreadableFileError: Too many rows.
    """
    found = SortedRecords(width)
    is_quoted = lines.counts(f'"{punctuation.escape or ""}'.encode()) > 0
    is_quoted[:below] = False
    is_plain = np.arange(len(lines)) >= below
    for taken in _read_quoted(found, lines, places(is_quoted), punctuation):
        is_plain[taken.start : taken.stop] = False
    if not found.is_hopeless():
        _cut_plain(found, lines, is_plain, punctuation.delimiter)
    return found


def _read_quoted(
    found: SortedRecords,
    lines: Lines,
    quoted: Iterable[int],
    punctuation: Punctuation,
) -> Iterator[range]:
    """Reads the records that begin in `quoted` lines; yields the places each takes."""
    rows: dict[int, list[str]] = {}
    for record, taken in _records_at(lines, quoted, punctuation):
        yield taken
        if isinstance(record, BadRecord):
            found.bad.append(record)
        elif row := found.fitted(*record):
            rows[record[0]] = row
        if len(rows) == _AT_ONCE:
            found.add_rows(rows)
            rows = {}
        if found.is_hopeless():
            break
    found.add_rows(rows)


def _records_at(
    lines: Lines, quoted: Iterable[int], punctuation: Punctuation
) -> Iterator[tuple[Record, range]]:
    following = 0
    for place in quoted:
        if place >= following:
            record, following = record_at(lines, place, punctuation)
            yield record, range(place, following)


def _cut_plain(
    found: SortedRecords, lines: Lines, is_plain: Flags, delimiter: str
) -> None:
    lines, delimiter = _as_polars_knows(lines, delimiter)
    is_even = is_plain & (lines.counts(delimiter.encode()) == found.width - 1)
    is_even &= lines.lengths() <= LONGEST_CELL
    found.add_rows(_cut_uneven(found, lines, is_plain & ~is_even, delimiter))
    if not found.is_hopeless() and is_even.any():
        _cut_even(found, lines, is_even, ord(delimiter))


def _cut_even(found: SortedRecords, lines: Lines, is_even: Flags, mark: int) -> None:
    require_few_rows(int(is_even.sum()))
    text = joined(lines.text, lines.ends, is_even)
    text = text if text.endswith(b"\n") else text + b"\n"
    counted = tally(text, mark, start=0)
    found.is_tight = not found.parts and counted is not None and counted.is_tight
    line = pl.Series("line", np.flatnonzero(is_even) + 1, dtype=pl.Int64)
    cells = cells_of(text, found.width, mark, quote=None)
    found.parts.append(cells.insert_column(0, line))


def _as_polars_knows(lines: Lines, delimiter: str) -> tuple[Lines, str]:
    """The same lines, all ending in LF, and the delimiter as one byte."""
    text = lines.text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not delimiter.isascii():
        text = text.replace(delimiter.encode(), _ONE_BYTE.encode())
        delimiter = _ONE_BYTE
    return (lines if text == lines.text else Lines.of(text)), delimiter


def _cut_uneven(
    found: SortedRecords, lines: Lines, is_uneven: Flags, delimiter: str
) -> dict[int, list[str]]:
    rows: dict[int, list[str]] = {}
    for place in places(is_uneven):
        cells = lines[place].removesuffix("\n").split(delimiter)
        if max(map(len, cells)) > LONGEST_CELL:
            found.bad.append(too_long(place + 1))
        elif row := found.fitted(place + 1, cells):
            rows[place + 1] = row
        if found.is_hopeless():
            break
    return rows
