"""Ordinary text with odd records: Polars cuts the even ones, each odd one is looked at."""

import numpy as np
import polars as pl

from insight.intake.body import Body, require_few_rows
from insight.intake.lines import Lines, joined, places
from insight.intake.records import LONGEST_CELL, BadRecord, record_at
from insight.intake.scanning import Scan, scan
from insight.intake.sorting import SortedRecords
from insight.intake.tallying import Flags


def sifted(body: Body) -> SortedRecords | None:
    """Every record in its place; None where one is too long, or Polars sees others.

    Reading stops where the file is hopeless.

    Raises:
        UnreadableFileError: Too many rows.
    """
    found = scan(body.text, body.mark, start=body.start)
    if np.diff(found.ends, prepend=body.start).max(initial=0) > LONGEST_CELL:
        return None
    is_even = found.delimiters == body.width - 1
    sorted_records = SortedRecords(body.width)
    _sort_odd(sorted_records, body, found, ~is_even)
    if sorted_records.is_hopeless() or not is_even.any():
        return sorted_records
    cells = _even(body, found, is_even)
    if cells is None:
        return None
    sorted_records.parts.append(cells)
    return sorted_records


def _even(body: Body, found: Scan, is_even: Flags) -> pl.DataFrame | None:
    height = int(is_even.sum())
    require_few_rows(height)
    cells = body.cut(joined(body.text, found.ends, is_even, start=found.start))
    if cells is None or cells.shape != (height, body.width):
        return None
    line = found.lines[is_even] + (body.lines_above + 1)
    return cells.insert_column(0, pl.Series("line", line, dtype=pl.Int64))


def _sort_odd(into: SortedRecords, body: Body, found: Scan, is_odd: Flags) -> None:
    rows: dict[int, list[str]] = {}
    for place in places(is_odd):
        whole = body.text[found.begin(place) : int(found.ends[place])]
        record, _ = record_at(Lines.of(whole), 0, body.punctuation)
        line = int(found.lines[place]) + body.lines_above + 1
        if isinstance(record, BadRecord):
            into.bad.append(BadRecord(line, record.reason))
        elif row := into.fitted(line, record[1]):
            rows[line] = row
        if into.is_hopeless():
            break
    into.add_rows(rows)
