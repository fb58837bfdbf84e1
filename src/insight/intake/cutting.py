"""Well-formed text to sorted records: Polars cuts all even ones at once."""

import numpy as np
import polars as pl

from insight.intake.header import SAMPLE, Header, header_of
from insight.intake.records import (
    LONGEST_CELL,
    BadRecord,
    Punctuation,
    lines_of,
    record_at,
    records,
)
from insight.intake.scanning import Places, Scan, scan
from insight.intake.sorting import SortedRecords


def cut_records(
    text: bytes, punctuation: Punctuation
) -> tuple[Header, SortedRecords] | None:
    """The header and every record below it; None where the strict reader is needed.

    Raises:
        UnreadableFileError: No header, a header alone, or too many columns.
    """
    found = scan(text, punctuation.delimiter)
    if found is None or np.diff(found.ends, prepend=0).max(initial=0) > LONGEST_CELL:
        return None
    header = _header(text, found, punctuation)
    width = len(header.columns)
    below = int(np.searchsorted(found.lines, header.line, side="right"))
    is_even = found.delimiters[below:] == width - 1
    even = below + np.flatnonzero(is_even)
    cells = _cells(text, found, even, punctuation, width)
    if width == 1 or cells is None:
        return None
    sorted_records = SortedRecords(width, is_tight=found.is_tight)
    sorted_records.parts.append(cells)
    odd = below + np.flatnonzero(~is_even)
    _sort_odd(sorted_records, text, found, odd, punctuation)
    return header, sorted_records


def _header(text: bytes, found: Scan, punctuation: Punctuation) -> Header:
    first = found.ends[: SAMPLE + punctuation.lines_before]
    top = text[: int(first[-1])] if len(first) else b""
    return header_of(records(lines_of(top.decode()), punctuation))


def _cells(
    text: bytes, found: Scan, even: Places, punctuation: Punctuation, width: int
) -> pl.DataFrame | None:
    """The even records as `line` and cells by place; None where Polars sees others."""
    places = [str(place) for place in range(width)]
    line = pl.Series("line", found.lines[even], dtype=pl.Int64)
    if not len(even):
        return pl.DataFrame([line]).with_columns(
            pl.lit(None, dtype=pl.String).alias(place) for place in places
        )
    is_rest = int(even[0]) + len(even) == len(found.ends)
    cells = pl.read_csv(
        text if is_rest else _stretches(text, found, even),
        skip_lines=int(line[0]) - 1 if is_rest else 0,
        has_header=False,
        new_columns=places,
        separator=punctuation.delimiter,
        quote_char='"' if b'"' in text else None,
        infer_schema=False,
    )
    is_whole = cells.shape == (len(even), width)
    return cells.insert_column(0, line) if is_whole else None


def _stretches(text: bytes, found: Scan, even: Places) -> bytes:
    """The text of records, those that follow each other taken in one go."""
    breaks = np.flatnonzero(np.diff(even) > 1)
    firsts = even[np.concatenate([[0], breaks + 1])]
    lasts = even[np.concatenate([breaks, [len(even) - 1]])]
    view = memoryview(text)
    return b"".join(
        view[found.start(first) : int(found.ends[last])]
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
    )


def _sort_odd(
    into: SortedRecords,
    text: bytes,
    found: Scan,
    odd: Places,
    punctuation: Punctuation,
) -> None:
    rows: dict[int, list[str]] = {}
    for place in odd.tolist():
        whole = text[found.start(place) : int(found.ends[place])].decode()
        record, _ = record_at(lines_of(whole), 0, punctuation)
        line = int(found.lines[place])
        if isinstance(record, BadRecord):
            into.bad.append(BadRecord(line, record.reason))
        elif row := into.fitted(line, record[1]):
            rows[line] = row
    into.add_rows(rows)
