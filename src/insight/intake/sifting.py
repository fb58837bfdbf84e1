"""Ordinary text with odd records: Polars cuts the even ones, each odd one is looked at."""

import numpy as np
import polars as pl

from insight.intake.body import Body
from insight.intake.records import LONGEST_CELL, BadRecord, lines_of, record_at
from insight.intake.scanning import Places, Scan, scan
from insight.intake.sorting import SortedRecords


def sifted(body: Body) -> SortedRecords | None:
    """Every record in its place; None where one is too long, or Polars sees others."""
    found = scan(body.text, body.mark, start=body.start)
    if np.diff(found.ends, prepend=body.start).max(initial=0) > LONGEST_CELL:
        return None
    is_even = found.delimiters == body.width - 1
    cells = _even(body, found, np.flatnonzero(is_even))
    if cells is None:
        return None
    sorted_records = SortedRecords(body.width)
    sorted_records.parts.append(cells)
    _sort_odd(sorted_records, body, found, np.flatnonzero(~is_even))
    return sorted_records


def _even(body: Body, found: Scan, even: Places) -> pl.DataFrame | None:
    line = pl.Series("line", found.lines[even] + (body.lines_above + 1), dtype=pl.Int64)
    if not len(even):
        nothing = dict.fromkeys(map(str, range(body.width)), pl.String)
        return pl.DataFrame(schema={"line": pl.Int64, **nothing})
    cells = body.cut(_stretches(body.text, found, even))
    is_whole = cells is not None and cells.shape == (len(even), body.width)
    return cells.insert_column(0, line) if cells is not None and is_whole else None


def _stretches(text: bytes, found: Scan, even: Places) -> bytes:
    """The text of records, those that follow each other taken in one go."""
    breaks = np.flatnonzero(np.diff(even) > 1)
    firsts = even[np.concatenate([[0], breaks + 1])]
    lasts = even[np.concatenate([breaks, [len(even) - 1]])]
    view = memoryview(text)
    return b"".join(
        view[found.begin(first) : int(found.ends[last])]
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True)
    )


def _sort_odd(into: SortedRecords, body: Body, found: Scan, odd: Places) -> None:
    rows: dict[int, list[str]] = {}
    for place in odd.tolist():
        whole = body.text[found.begin(place) : int(found.ends[place])].decode()
        record, _ = record_at(lines_of(whole), 0, body.punctuation)
        line = int(found.lines[place]) + body.lines_above + 1
        if isinstance(record, BadRecord):
            into.bad.append(BadRecord(line, record.reason))
        elif row := into.fitted(line, record[1]):
            rows[line] = row
        if into.is_hopeless():
            break
    into.add_rows(rows)
