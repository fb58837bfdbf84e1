"""Text to records: the one reader, strict csv of which a bad quote costs its line only."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from itertools import chain, islice

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


def records(text: bytes, punctuation: Punctuation) -> Iterator[Record]:
    """Every record from the top, with the line it begins in.

    Behind a line that no record can be read from, reading goes on with the next line.

    Args:
        text: UTF-8; lines end in LF, CRLF or CR.
        punctuation: What separates cells.
    """
    line = punctuation.lines_before + 1
    unread: Iterator[str] = islice(_lines(text), line - 1, None)
    taken: list[str] = []
    while True:
        try:
            for cells in _strict(_noted(unread, taken), punctuation):
                yield line, cells
                line += len(taken)
                taken.clear()
        except csv.Error as error:
            yield BadRecord(line, _reason(str(error)))
        else:
            return
        line, unread, taken = line + 1, chain(taken[1:], unread), []


def line_of(record: Record) -> int:
    """The line a record begins in."""
    return record.line if isinstance(record, BadRecord) else record[0]


def _lines(text: bytes) -> Iterator[str]:
    return TextIOWrapper(BytesIO(text), encoding="utf-8", newline="")


def _noted(lines: Iterable[str], taken: list[str]) -> Iterator[str]:
    """The lines; each is noted in `taken` as soon as it is asked for."""
    for line in lines:
        taken.append(line)
        yield line


def _strict(lines: Iterator[str], punctuation: Punctuation) -> Iterator[list[str]]:
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
