"""What is below the header of a text, and its records cut by Polars."""

from dataclasses import dataclass

import polars as pl

from insight.errors import UnreadableFileError
from insight.intake.header import Header, header_of
from insight.intake.lines import Lines
from insight.intake.records import Punctuation, record_at, records

MOST_ROWS, MOST_LINES = 3_000_000, 12_000_000
_LOOKED_AT = 1_000_000


@dataclass(frozen=True, slots=True)
class Body:
    """The records below a header.

    Attributes:
        text: The whole text.
        start: The byte the first record begins at.
        lines_above: How many lines are above it.
        width: Columns of the header.
        punctuation: What is between two cells.
    """

    text: bytes
    start: int
    lines_above: int
    width: int
    punctuation: Punctuation

    @property
    def mark(self) -> int:
        """The delimiter as a byte."""
        return ord(self.punctuation.delimiter)

    def ends_lines_as_polars(self) -> bool:
        """Does every line above end in a line feed, the only end that Polars knows?"""
        return self.text.count(b"\n", 0, self.start) == self.lines_above

    def has_quotes(self) -> bool:
        """Is there a quotation mark in any record?"""
        return self.text.find(b'"', self.start) >= 0

    def cells(self) -> pl.DataFrame | None:
        """The cells of all records by place, as `cut` gives them."""
        return self.cut(self.text, skip_lines=self.lines_above)

    def cut(self, text: bytes, *, skip_lines: int = 0) -> pl.DataFrame | None:
        """The cells of records by place; None where the first or a wide one is uneven.

        Later records that are too narrow are filled.
        """
        quote = '"' if self.has_quotes() else None
        try:
            return cells_of(text, self.width, self.mark, quote, skip_lines=skip_lines)
        except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
            return None


def cells_of(
    text: bytes, width: int, mark: int, quote: str | None, *, skip_lines: int = 0
) -> pl.DataFrame:
    """The cells of records by place, all String; those of one row too many at most."""
    return pl.read_csv(
        text,
        skip_lines=skip_lines,
        has_header=False,
        new_columns=[str(place) for place in range(width)],
        separator=chr(mark),
        quote_char=quote,
        infer_schema=False,
        n_rows=MOST_ROWS + 1,
    )


def require_few_rows(count: int) -> None:
    """Stop at more rows than are read.

    Raises:
        UnreadableFileError: Too many.
    """
    if count > MOST_ROWS:
        raise UnreadableFileError(
            f"The file has more than {MOST_ROWS:,} rows. Split it."
        )


def require_few_lines(text: bytes) -> None:
    """Stop at more lines than the rows that are read can have between them.

    Raises:
        UnreadableFileError: Too many.
    """
    if max(text.count(b"\n"), text.count(b"\r")) > MOST_LINES:
        raise UnreadableFileError(
            f"The file has more than {MOST_LINES:,} lines. Split it."
        )


def below_header(text: bytes, punctuation: Punctuation) -> tuple[Header, Body]:
    """The header of a text, and what is below it.

    Raises:
        UnreadableFileError: No header, a header alone, or too many columns.
    """
    lines = Lines.of(text[:_LOOKED_AT])
    header, below = header_in(lines, punctuation)
    width = len(header.columns)
    return header, Body(text, lines.begin(below), below, width, punctuation)


def header_in(lines: Lines, punctuation: Punctuation) -> tuple[Header, int]:
    """The header among lines, and the place of the line below it.

    Raises:
        UnreadableFileError: No header, a header alone, or too many columns.
    """
    header = header_of(records(lines, punctuation))
    _, below = record_at(lines, header.line - 1, punctuation)
    return header, below
