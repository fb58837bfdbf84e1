"""Cells freed of what nobody sees: outer blanks, invisible marks, split accents."""

import re
import unicodedata

import polars as pl

# Zero-width space, byte order marks, directions of writing, control characters;
# joiners stay, because emoji and some scripts are written with them.
_INVISIBLE = (
    "[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
INVISIBLE = re.compile(_INVISIBLE)


def clean_text(cell: str) -> str:
    """One cell as `clean_cells` leaves it, an empty one as ''."""
    return INVISIBLE.sub("", unicodedata.normalize("NFC", cell)).strip()


def clean_cells(cells: pl.DataFrame, *, text: str) -> pl.DataFrame:
    """Every cell trimmed, accents composed, invisible marks gone, empty ones null.

    Args:
        cells: All String.
        text: The whole file; says which of the steps any cell can need.
    """
    every = pl.all()
    if not text.isascii():
        every = every.str.normalize("NFC")
    if INVISIBLE.search(text):
        every = every.str.replace_all(_INVISIBLE, "")
    return cells.select(every.str.strip_chars().replace("", None))
