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
_MARK = re.compile(_INVISIBLE)


def clean_text(cell: str) -> str:
    """One cell as `clean_cells` leaves it, an empty one as ''."""
    return _MARK.sub("", unicodedata.normalize("NFC", cell)).strip()


def clean_cells(cells: pl.DataFrame, *, is_ascii: bool) -> pl.DataFrame:
    """Every cell trimmed, accents composed, invisible marks gone, empty ones null.

    Args:
        cells: All String.
        is_ascii: No cell has a character beyond ASCII, so no accent is to compose.
    """
    marked = columns_with_invisible(cells)
    composed = pl.all() if is_ascii else pl.all().str.normalize("NFC")
    return cells.with_columns(
        pl.col(marked).str.replace_all(_INVISIBLE, "") if marked else []
    ).select(composed.str.strip_chars().replace("", None))


def columns_with_invisible(cells: pl.DataFrame) -> list[str]:
    """Columns with a mark that nobody sees."""
    found = cells.select(pl.all().str.contains(_INVISIBLE).any())
    return [column.name for column in found if column.item()]
