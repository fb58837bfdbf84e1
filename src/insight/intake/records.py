"""Text to records: a strict csv pass that keeps line numbers and survives bad quotes."""

import csv
import io
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from insight.errors import UnreadableFileError

if TYPE_CHECKING:
    from _csv import Reader as _Reader

LONGEST_CELL = 131_072
_MOST_BAD_QUOTES = 50


@dataclass(frozen=True, slots=True)
class Punctuation:
    """What separates cells, and what stands before a quote inside quotes."""

    delimiter: str
    escape: str | None = None
    lines_before: int = 0


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A line that no record can be read from."""

    line: int
    reason: str


Record = tuple[int, list[str]] | BadRecord


def records(text: str, punctuation: Punctuation) -> Iterator[Record]:
    """Every record with the line it starts in; a bad quote costs its own line only.

    Raises:
        UnreadableFileError: Quotes are wrong in too many places.
    """
    done = punctuation.lines_before
    for _ in range(_MOST_BAD_QUOTES):
        bad = yield from _until_bad(text, punctuation, done)
        if bad is None:
            return
        yield bad
        done = bad.line
    message = (
        f"Quotation marks do not match in many places, the last one in line {done}."
    )
    raise UnreadableFileError(message)


def _until_bad(
    text: str, punctuation: Punctuation, done: int
) -> Generator[Record, None, BadRecord | None]:
    reader = _reader(text, punctuation, skipped_lines=done)
    start = done + 1
    try:
        for cells in reader:
            yield start, cells
            start = done + reader.line_num + 1
    except csv.Error as error:
        return BadRecord(start, _reason(str(error)))
    return None


def _reader(text: str, punctuation: Punctuation, *, skipped_lines: int) -> "_Reader":
    lines = io.StringIO(text, newline="")
    for _ in range(skipped_lines):
        lines.readline()
    return csv.reader(
        lines,
        delimiter=punctuation.delimiter,
        escapechar=punctuation.escape,
        strict=True,
        skipinitialspace=True,
    )


def _reason(error: str) -> str:
    if "limit" in error:
        return f"Expected cells of at most {LONGEST_CELL:,} characters"
    if "unexpected end" in error:
        return "Expected a second quotation mark: one is opened here and never closed"
    return "Expected nothing between a closing quotation mark and the next delimiter"
