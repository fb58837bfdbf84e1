"""Bytes to a table of text: decode, find the delimiter and header, keep every record."""

import hashlib
from dataclasses import replace
from functools import partial
from itertools import dropwhile, islice

import polars as pl

from insight.errors import UnreadableFileError
from insight.formulas import bare
from insight.intake.clean import clean_cells, has_invisible
from insight.intake.header import Header, header_of, is_numbered
from insight.intake.progress import Report, silent
from insight.intake.punctuation import punctuation_of
from insight.intake.records import Punctuation, line_of, records
from insight.intake.sorting import SortedRecords
from insight.intake.sources import source_of
from insight.intake.text_table import TextTable, counted
from insight.intake.trimming import Trimmed, trimmed

NO_ROWS = "The file has a header but no rows."
MOST_LINES = 12_000_000
_AT_ONCE = 500
_DECODED, _CUT = 0.2, 0.6


def read(
    name: str,
    content: bytes,
    *,
    sheet: str | None = None,
    encoding: str | None = None,
    report: Report = silent,
) -> TextTable:
    """A file as text: each record kept, refused by line or counted as skipped.

    Args:
        name: Shown to people; what the file is, its bytes decide.
        content: The whole file, also packed, also a workbook.
        sheet: Of a workbook; else its first visible one with more than one row.
        encoding: What a person chose where no byte proves it (`encodings.ENCODINGS`).
        report: Told how far the reading is; may raise to end it.

    Raises:
        UnreadableFileError: With one sentence that says what was found.
        UnknownEncodingError: Only a person can tell the encoding.
    """
    report(0.0, "Unpacking and decoding")
    source = source_of(content, sheet=sheet, encoding=encoding)
    table = _table(source.text, report)
    return replace(
        table,
        name=name,
        sha256=_hash(content, source.sheet),
        encoding=source.encoding,
        sheet=source.sheet,
        sheets=source.sheets,
        notes=(*source.notes, *table.notes),
    )


def _hash(content: bytes, sheet: str | None) -> str:
    """Of the bytes; two sheets of a workbook are two files."""
    digest = hashlib.sha256(content)
    digest.update((sheet or "").encode())
    return digest.hexdigest()


def _table(text: bytes, report: Report) -> TextTable:
    punctuation = punctuation_of(text)
    header, found = _read(text, punctuation, report)
    found.require_hope()
    report(_CUT, "Cleaning cells")
    is_visible = not has_invisible(text)
    clean = partial(clean_cells, is_ascii=text.isascii(), is_visible=is_visible)
    cells = found.rows(clean if b"'" not in text else lambda c: clean(_unguarded(c)))
    lines = cells.drop_in_place("line").rechunk()
    hidden = () if is_visible else ("Invisible characters were removed.",)
    rest = trimmed(cells, lines, header, found)
    table = _text_table(rest, header, found)
    return replace(
        table, delimiter=punctuation.delimiter, notes=(*table.notes, *hidden)
    )


def _unguarded(cells: pl.DataFrame) -> pl.DataFrame:
    """Without the apostrophes that exports put before formulas."""
    return cells.with_columns(bare(c) for c in cells if c.dtype == pl.String)


def _read(
    text: bytes, punctuation: Punctuation, report: Report
) -> tuple[Header, SortedRecords]:
    """Header and records, also with a backslash before quotes where only that fits."""
    header, found = _sorted(text, punctuation, report)
    if found.bad and b'\\"' in text:
        other = _sorted(text, replace(punctuation, escape="\\"), report)
        if not other[1].bad and not other[1].uneven:
            return other
    return header, found


def _sorted(
    text: bytes, punctuation: Punctuation, report: Report
) -> tuple[Header, SortedRecords]:
    """The header, and every record below it until the file is hopeless."""
    lines = _count_of_lines(text)
    header = header_of(records(text, punctuation))
    found = SortedRecords(len(header.columns))
    below = dropwhile(lambda r: line_of(r) <= header.line, records(text, punctuation))
    while (batch := [*islice(below, _AT_ONCE)]) and not found.is_hopeless():
        share = line_of(batch[0]) / lines
        report(_DECODED + (_CUT - _DECODED) * share, "Cutting lines into cells")
        found.take(batch)
    return header, found


def _count_of_lines(text: bytes) -> int:
    """How many lines there are, about.

    Raises:
        UnreadableFileError: More than the rows that are read can have between them.
    """
    count = max(text.count(b"\n"), text.count(b"\r"))
    if count > MOST_LINES:
        raise UnreadableFileError(
            f"The file has more than {MOST_LINES:,} lines. Split it."
        )
    return count + 1


def _text_table(rest: Trimmed, header: Header, found: SortedRecords) -> TextTable:
    rows = _with_names(rest.rows, header.columns)
    if not rows.columns:
        raise UnreadableFileError("No column of the file has a name and a value.")
    return TextTable(
        name="",
        sha256="",
        columns=tuple(rows.columns),
        rows=rows,
        lines=rest.lines,
        refused=found.refused(but_last=rest.footer),
        skipped=rest.skipped,
        notes=_notes(header, rows, found),
    )


def _with_names(rows: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    named = rows.rename(dict(zip(rows.columns, columns, strict=True)))
    empty = [c.name for c in named if is_numbered(c.name) and c.is_null().all()]
    return named.drop(empty) if empty else named


def _notes(header: Header, rows: pl.DataFrame, found: SortedRecords) -> tuple[str, ...]:
    titles = f"{counted(header.titles, 'line')} above the header left out."
    numbered = ", ".join(f"“{name}”" for name in rows.columns if is_numbered(name))
    called = f"Columns with no name of their own are called {numbered}."
    is_empty = not (rows.height or found.uneven or found.bad)
    told = (
        (header.titles, titles),
        (header.is_double, "Two rows of headings are read as one."),
        (numbered, called),
        (is_empty, NO_ROWS),
    )
    return tuple(sentence for is_so, sentence in told if is_so)
