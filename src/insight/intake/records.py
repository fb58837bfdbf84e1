"""Lines to records: strict csv, of which a bad quote costs its own line only."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from insight.intake.lines import Lines

LONGEST_CELL = 131_072


@dataclass(frozen=True, slots=True)
class Punctuation:
    """What separates cells, and what stands before a quote inside quotes.

    `lines_before` is how many lines at the top say this and are no records.
    """

    delimiter: str
    escape: str | None = None
    lines_before: int = 0


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A line that no record can be read from."""

    line: int
    reason: str


Record = tuple[int, list[str]] | BadRecord


def records(lines: Lines, punctuation: Punctuation) -> Iterator[Record]:
    """Every record from the top, with the line it begins in."""
    at = punctuation.lines_before
    while at < len(lines):
        record, at = record_at(lines, at, punctuation)
        yield record


def record_at(lines: Lines, at: int, punctuation: Punctuation) -> tuple[Record, int]:
    """The record that begins at index `at`, and the index where the next begins."""
    reader = csv.reader(
        (lines[place] for place in range(at, len(lines))),
        delimiter=punctuation.delimiter,
        escapechar=punctuation.escape,
        strict=True,
        skipinitialspace=True,
    )
    try:
        return (at + 1, next(reader)), at + reader.line_num
    except csv.Error as error:
        return BadRecord(at + 1, _reason(str(error))), at + 1


def too_long(line: int) -> BadRecord:
    """A line with a cell beyond the limit."""
    return BadRecord(line, _reason("limit"))


def _reason(error: str) -> str:
    if "limit" in error:
        return f"Expected cells of at most {LONGEST_CELL:,} characters"
    if "unexpected end" in error:
        return "Expected a second quotation mark: one is opened here and never closed"
    return "Expected nothing between a closing quotation mark and the next delimiter"
