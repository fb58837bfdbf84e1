"""Lines to sorted records: where no quote is near, all lines are cut at once."""

from collections.abc import Iterator

import polars as pl

from insight.intake.records import (
    LONGEST_CELL,
    BadRecord,
    Punctuation,
    Record,
    record_at,
    too_long,
)
from insight.intake.sorting import SortedRecords

_AT_ONCE = 1_000


def split_records(
    lines: list[str], punctuation: Punctuation, *, below: int, width: int
) -> SortedRecords:
    """Every record below index `below`, in its place.

    A record whose first line has no quote is that line cut at the delimiters, so only
    records with a quote in their first line need the csv reader. Reading stops where
    the file is hopeless.
    """
    found = SortedRecords(width)
    numbered = (
        pl.DataFrame({"text": lines}, schema={"text": pl.String})
        .with_row_index("place")
        .slice(below)
    )
    text = pl.col("text")
    is_quoted = text.str.contains('"', literal=True)
    if punctuation.escape:
        is_quoted |= text.str.contains(punctuation.escape, literal=True)
    quoted = numbered.filter(is_quoted)["place"].to_list()
    taken = _read_quoted(found, lines, quoted, punctuation)
    if not found.is_hopeless():
        _cut_plain(found, numbered.join(taken, on="place", how="anti"), punctuation)
    return found


def _read_quoted(
    found: SortedRecords, lines: list[str], quoted: list[int], punctuation: Punctuation
) -> pl.DataFrame:
    """Reads the records that begin in `quoted` lines; returns the places they take."""
    taken: list[int] = []
    rows: dict[int, list[str]] = {}
    for record, places in _records_at(lines, quoted, punctuation):
        taken.extend(places)
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
    return pl.DataFrame({"place": taken}, schema={"place": pl.UInt32})


def _records_at(
    lines: list[str], quoted: list[int], punctuation: Punctuation
) -> Iterator[tuple[Record, range]]:
    following = 0
    for place in quoted:
        if place >= following:
            record, following = record_at(lines, place, punctuation)
            yield record, range(place, following)


def _cut_plain(
    found: SortedRecords, plain: pl.DataFrame, punctuation: Punctuation
) -> None:
    delimiter, cuts = punctuation.delimiter, found.width - 1
    numbered = plain.select(
        line=pl.col("place").cast(pl.Int64) + 1,
        text=pl.col("text").str.strip_chars_end("\r\n"),
    )
    text = pl.col("text")
    is_even = (text.str.count_matches(delimiter, literal=True) == cuts) & (
        text.str.len_bytes() <= LONGEST_CELL
    )
    even = numbered.filter(is_even)
    cells = even["text"].str.split_exact(delimiter, cuts).struct.unnest()
    cells.columns = [str(place) for place in range(found.width)]
    found.parts.append(even.select("line").hstack(cells))
    found.add_rows(_cut_uneven(found, numbered.filter(~is_even), delimiter))


def _cut_uneven(
    found: SortedRecords, uneven: pl.DataFrame, delimiter: str
) -> dict[int, list[str]]:
    rows: dict[int, list[str]] = {}
    for line, text in uneven.iter_rows():
        cells = text.split(delimiter)
        if max(map(len, cells)) > LONGEST_CELL:
            found.bad.append(too_long(line))
        elif row := found.fitted(line, cells):
            rows[line] = row
        if found.is_hopeless():
            break
    return rows
