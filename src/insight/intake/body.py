"""What is below the header of a text, and its records cut by Polars."""

from dataclasses import dataclass

import polars as pl

from insight.intake.header import Header, header_of
from insight.intake.records import Punctuation, lines_of, record_at, records

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
        try:
            return pl.read_csv(
                text,
                skip_lines=skip_lines,
                has_header=False,
                new_columns=[str(place) for place in range(self.width)],
                separator=self.punctuation.delimiter,
                quote_char='"' if self.has_quotes() else None,
                infer_schema=False,
            )
        except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
            return None


def below_header(text: bytes, punctuation: Punctuation) -> tuple[Header, Body]:
    """The header of a text, and what is below it.

    Raises:
        UnreadableFileError: No header, a header alone, or too many columns.
    """
    lines = lines_of(text[:_LOOKED_AT].decode(errors="ignore"))
    header = header_of(records(lines, punctuation))
    _, below = record_at(lines, header.line - 1, punctuation)
    start = sum(len(line.encode()) for line in lines[:below])
    return header, Body(text, start, below, len(header.columns), punctuation)
