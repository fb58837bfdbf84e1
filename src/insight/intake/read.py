"""Bytes to a table of text: decode, find the delimiter and header, keep every record."""

import hashlib
from dataclasses import replace

import polars as pl

from insight.errors import UnreadableFileError
from insight.intake.bytes_gate import refuse_what_is_no_text
from insight.intake.clean import clean_cells, columns_with_invisible
from insight.intake.decoding import decode
from insight.intake.header import Header, header_of, is_numbered
from insight.intake.punctuation import punctuation_of
from insight.intake.records import Punctuation, lines_of, record_at, records
from insight.intake.sorting import SortedRecords, is_total
from insight.intake.splitting import split_records
from insight.intake.text_table import TextTable, counted

BLANK = "blank lines"
BELOW = "lines below the table"


def read(name: str, content: bytes) -> TextTable:
    """A file as text: each record kept, refused by line or counted as skipped.

    Args:
        name: Shown to people; what the file is, its bytes decide.
        content: The whole file.

    Raises:
        UnreadableFileError: With one sentence that says what was found.
    """
    refuse_what_is_no_text(content)
    decoded = decode(content)
    table = _table(decoded.text)
    return replace(
        table,
        name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        encoding=decoded.encoding,
        notes=(*decoded.notes, *table.notes),
    )


def _table(text: str) -> TextTable:
    punctuation = punctuation_of(text)
    lines = lines_of(text)
    header, found = _sorted(lines, punctuation)
    if found.bad and '\\"' in text:
        other_header, other = _sorted(lines, replace(punctuation, escape="\\"))
        if not other.bad and not other.uneven:
            header, found = other_header, other
    found.require_hope()
    rows = found.rows()
    if rows.is_empty() and not found.uneven and not found.bad:
        raise UnreadableFileError("The file has a header but no rows.")
    raw = rows.drop("line")
    cells = clean_cells(raw, is_ascii=text.isascii())
    hidden = (
        ("Invisible characters were removed.",) if columns_with_invisible(raw) else ()
    )
    table = _text_table(cells, rows["line"], header, found)
    return replace(
        table, delimiter=punctuation.delimiter, notes=(*table.notes, *hidden)
    )


def _sorted(lines: list[str], punctuation: Punctuation) -> tuple[Header, SortedRecords]:
    header = header_of(records(lines, punctuation))
    _, below = record_at(lines, header.line - 1, punctuation)
    width = len(header.columns)
    return header, split_records(lines, punctuation, below=below, width=width)


def _text_table(
    cells: pl.DataFrame, lines: pl.Series, header: Header, found: SortedRecords
) -> TextTable:
    is_blank = cells.select(pl.all_horizontal(pl.all().is_null())).to_series()
    rows, lines = cells.filter(~is_blank), lines.filter(~is_blank)
    totals = _count_of_totals(rows)
    rows, lines = rows.head(rows.height - totals), lines.head(rows.height - totals)
    footer = found.count_below(lines[-1] if len(lines) else 0)
    rows = _with_names(rows, header.columns)
    skipped = {BLANK: found.blank + int(is_blank.sum()), BELOW: footer + totals}
    return TextTable(
        name="",
        sha256="",
        columns=tuple(rows.columns),
        rows=rows,
        lines=lines,
        refused=found.refused(but_last=footer),
        skipped={what: count for what, count in skipped.items() if count},
        notes=_notes(header, rows),
    )


def _count_of_totals(rows: pl.DataFrame) -> int:
    filled = (cell for cell in rows.tail(1).row(0) if cell) if rows.height else ()
    return int(is_total(next(iter(filled), "")))


def _with_names(rows: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    named = rows.rename(dict(zip(rows.columns, columns, strict=True)))
    empty = [c.name for c in named if is_numbered(c.name) and c.is_null().all()]
    return named.drop(empty)


def _notes(header: Header, rows: pl.DataFrame) -> tuple[str, ...]:
    titles = f"{counted(header.titles, 'line')} above the header left out."
    numbered = ", ".join(f"“{name}”" for name in rows.columns if is_numbered(name))
    called = f"Columns with no name of their own are called {numbered}."
    return ((titles,) if header.titles else ()) + ((called,) if numbered else ())
