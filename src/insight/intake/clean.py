"""Cells freed of what nobody sees: outer blanks, invisible marks, split accents."""

import re
import unicodedata

import numpy as np
import polars as pl

# Zero-width space, byte order marks, directions of writing, control characters;
# joiners stay, because emoji and some scripts are written with them.
_INVISIBLE = (
    "[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
_FIRST_SEEN, _DELETE = 32, 127
_AT_ONCE = 1 << 20
_WIDE_MARKS = tuple(
    chr(point).encode()
    for point in (*range(0x200B, 0x2070), 0xFEFF)
    if re.fullmatch(_INVISIBLE, chr(point))
)
_MARK = re.compile(_INVISIBLE)


def clean_text(cell: str) -> str:
    """One cell as `clean_cells` leaves it, an empty one as ''."""
    return _MARK.sub("", unicodedata.normalize("NFC", cell)).strip()


def has_invisible(text: bytes) -> bool:
    """Has a text in UTF-8 a mark that nobody sees?"""
    has_wide = not text.isascii() and any(mark in text for mark in _WIDE_MARKS)
    return has_wide or _has_control(text)


def _has_control(text: bytes) -> bool:
    """Has a text a control character other than a tab or a line end?"""
    everything = np.frombuffer(text, np.uint8)
    for at in range(0, len(text), _AT_ONCE):
        part = everything[at : at + _AT_ONCE]
        unseen = part[(part < _FIRST_SEEN) | (part == _DELETE)].tobytes()
        if unseen.strip(b"\t\n\r"):
            return True
    return False


def clean_cells(
    cells: pl.DataFrame, *, is_ascii: bool, is_visible: bool
) -> pl.DataFrame:
    """Every cell trimmed, accents composed, invisible marks gone, empty ones null.

    Args:
        cells: Those that are String are changed in place and never held twice.
        is_ascii: No cell has a character beyond ASCII, so no accent is to compose.
        is_visible: No cell has a mark that nobody sees.
    """
    for place, dtype in enumerate(cells.dtypes):
        if dtype != pl.String:
            continue
        cell = cells.to_series(place)
        if not is_visible:
            cell = cell.str.replace_all(_INVISIBLE, "")
        if not is_ascii:
            cell = cell.str.normalize("NFC")
        cell = _stripped(cell)
        has_empty = (cell == "").any()
        cells.replace_column(place, cell.replace("", None) if has_empty else cell)
    return cells


def _stripped(cells: pl.Series) -> pl.Series:
    """Cells without outer blanks; the same ones, not a copy, where none has any."""
    stripped = cells.str.strip_chars()
    is_same = stripped.str.len_bytes().sum() == cells.str.len_bytes().sum()
    return cells if is_same else stripped
