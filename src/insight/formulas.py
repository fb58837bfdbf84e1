"""Cells a spreadsheet would run as a formula: guarded on the way out, bare on the way in.

A leading apostrophe is what spreadsheets themselves take as “this is text”.
"""

import re
from typing import Final

import polars as pl

GUARD: Final = "'"
_FORMULA = r"""^('*[\t\r\n\x00]|[\s"'\x00]*[=+\-@＝＋－＠])"""
_NUMBER = r"^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?$"


def runs(text: str) -> bool:
    """Would a spreadsheet run a cell? A plain number with a sign it would not.

    Examples:
        >>> runs("=1+1"), runs("-3.5"), runs("ACME - West")
        (True, False, False)
    """
    return bool(re.search(_FORMULA, text)) and not re.search(_NUMBER, text)


def guarded_text(text: str) -> str:
    """A cell that no spreadsheet runs.

    Examples:
        >>> guarded_text("@SUM(A1)"), guarded_text("-3.5")
        ("'@SUM(A1)", '-3.5')
    """
    return f"{GUARD}{text}" if runs(text) else text


def guarded(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of which no spreadsheet runs a cell or a heading."""
    texts = [name for name, kind in rows.schema.items() if kind == pl.String]
    safe = rows.with_columns(
        pl.when(_runs(pl.col(name)))
        .then(pl.lit(GUARD) + pl.col(name))
        .otherwise(name)
        .alias(name)
        for name in texts
    )
    safe.columns = [guarded_text(name) for name in rows.columns]
    return safe


def bare(cells: pl.Series) -> pl.Series:
    """Cells without the one apostrophe that `guarded` put before them.

    An apostrophe that guards nothing is of the text and stays.
    """
    has_guard = cells.str.starts_with(GUARD)
    if not has_guard.any():
        return cells
    cell = pl.col(cells.name)
    rest = cell.str.strip_prefix(GUARD)
    is_guard = cell.str.starts_with(GUARD) & _runs(rest)
    return cells.to_frame().select(
        pl.when(is_guard).then(rest).otherwise(cell).alias(cells.name)
    )[cells.name]


def bare_text(text: str) -> str:
    """One cell as `bare` leaves it.

    Examples:
        >>> bare_text("'=1+1"), bare_text("'s-Hertogenbosch"), bare_text("'-5")
        ('=1+1', "'s-Hertogenbosch", "'-5")
    """
    rest = text.removeprefix(GUARD)
    return rest if rest != text and runs(rest) else text


def _runs(cell: pl.Expr) -> pl.Expr:
    return cell.str.contains(_FORMULA) & ~cell.str.contains(_NUMBER)
