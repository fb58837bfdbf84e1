"""Bytes to a table of text: decode, find the delimiter and header, keep every record."""

import hashlib
from dataclasses import replace

import polars as pl

from insight.errors import UnreadableFileError
from insight.formulas import bare
from insight.intake.body import header_in, require_few_lines, require_few_rows
from insight.intake.clean import clean_cells, has_invisible
from insight.intake.cutting import cut_records
from insight.intake.header import Header, is_numbered
from insight.intake.lines import Lines
from insight.intake.progress import Report, silent
from insight.intake.punctuation import punctuation_of
from insight.intake.records import Punctuation
from insight.intake.sorting import SortedRecords
from insight.intake.sources import source_of
from insight.intake.splitting import split_records
from insight.intake.text_table import TextTable, counted
from insight.intake.trimming import Trimmed, trimmed


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
    report(0.2, "Cutting lines into cells")
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
    require_few_lines(text)
    punctuation = punctuation_of(text)
    header, found = cut_records(text, punctuation) or _strictly(text, punctuation)
    found.require_hope()
    rows = found.rows()
    found.parts.clear()
    lines = rows.drop_in_place("line")
    if rows.is_empty() and not found.uneven and not found.bad:
        raise UnreadableFileError("The file has a header but no rows.")
    require_few_rows(rows.height)
    report(0.6, "Cleaning cells")
    if b"'" in text:
        _unguard(rows)
    is_visible = not has_invisible(text)
    cells = clean_cells(
        rows,
        is_ascii=text.isascii(),
        is_visible=is_visible,
        is_tight=found.is_tight,
    )
    hidden = () if is_visible else ("Invisible characters were removed.",)
    rest = trimmed(cells, lines, header, found)
    table = _text_table(rest, header, found)
    return replace(
        table, delimiter=punctuation.delimiter, notes=(*table.notes, *hidden)
    )


def _unguard(cells: pl.DataFrame) -> None:
    """Takes off, in place, the apostrophes that exports put before formulas."""
    for place in range(cells.width):
        cells.replace_column(place, bare(cells.to_series(place)))


def _strictly(text: bytes, punctuation: Punctuation) -> tuple[Header, SortedRecords]:
    """Line by line, also with a backslash before quotes where only that fits."""
    lines = Lines.of(text)
    header, found = _sorted(lines, punctuation)
    if found.bad and b'\\"' in text:
        other_header, other = _sorted(lines, replace(punctuation, escape="\\"))
        if not other.bad and not other.uneven:
            return other_header, other
    return header, found


def _sorted(lines: Lines, punctuation: Punctuation) -> tuple[Header, SortedRecords]:
    header, below = header_in(lines, punctuation)
    width = len(header.columns)
    return header, split_records(lines, punctuation, below=below, width=width)


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
        notes=_notes(header, rows),
    )


def _with_names(rows: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    named = rows.rename(dict(zip(rows.columns, columns, strict=True)))
    empty = [c.name for c in named if is_numbered(c.name) and c.is_null().all()]
    return named.drop(empty) if empty else named


def _notes(header: Header, rows: pl.DataFrame) -> tuple[str, ...]:
    titles = f"{counted(header.titles, 'line')} above the header left out."
    numbered = ", ".join(f"“{name}”" for name in rows.columns if is_numbered(name))
    called = f"Columns with no name of their own are called {numbered}."
    told = (
        (header.titles, titles),
        (header.is_double, "Two rows of headings are read as one."),
        (numbered, called),
    )
    return tuple(sentence for is_so, sentence in told if is_so)
