"""Amounts of money from text: which mark is the decimal one, and in what currency."""

import polars as pl

from insight.intake.currency_marks import marks_beside, without_marks
from insight.intake.evidence import MIXED, Evidence, evidence_of, present

POINT = "point"
COMMA = "comma"
_UNSIGNED = r"[^\d.,+\-−()]"
_BLANKS = r"[\s\u00a0\u2009\u202f'’]"
_MINUS = r"^[-−].|.[-−]$|^\(.*\)$"
_POINTED = r"^(\d+|[1-9]\d{0,2}(,\d{2,3})*,\d{3})?(\.\d*)?$"
_COMMAED = r"^(\d+|[1-9]\d{0,2}(\.\d{3})+)?(,\d*)?$"
_EITHER = r"^[1-9]\d{0,2}[.,]\d{3}$"


def amount_evidence(cells: pl.Series) -> Evidence:
    """Does a column prove the decimal point (1,234.50) or the comma (1.234,50)?"""
    bodies = _bodies(present(cells))
    has_mark = pl.col("body").str.contains("[.,]")
    pointed, commaed = (
        pl.col("body").str.contains(form) for form in (_POINTED, _COMMAED)
    )
    return evidence_of(
        bodies.with_columns(is_either=pl.col("body").str.contains(_EITHER)),
        first=(POINT, has_mark & pointed & ~commaed),
        second=(COMMA, has_mark & commaed & ~pointed),
    )


def parse_amounts(cells: pl.Series, *, reading: str, scale: int) -> pl.Series:
    """Amounts of distinct cells; null where a cell is no amount.

    Args:
        cells: Text; symbols and codes of currencies may stand beside the number.
        reading: POINT, COMMA or MIXED, where a cell that reads both ways is none.
        scale: Decimal places kept.
    """
    bodies = _bodies(cells.alias("cell"))
    plain = _digits(reading)
    sign = pl.when(pl.col("is_negative")).then(pl.lit("-")).otherwise(pl.lit(""))
    number = pl.concat_str(sign, plain).cast(pl.Decimal(18, scale), strict=False)
    return bodies.select(amount=number)["amount"]


def marks_of(cells: pl.Series) -> pl.Series:
    """The symbol, code or word of a currency that each cell has beside its number, or null."""
    if not cells.str.contains(_UNSIGNED).any():
        return pl.repeat(None, len(cells), dtype=pl.String, eager=True)
    return marks_beside(cells).alias("cell")


def is_rounded(cells: pl.Series, *, scale: int) -> pl.Series:
    """Has a cell more decimal places than are kept?"""
    return cells.str.contains(rf"[.,]\d{{{scale + 1},}}\D*$")


def _bodies(cells: pl.Series) -> pl.DataFrame:
    bare = cells.str.replace_all(_BLANKS, "")
    if cells.str.contains(_UNSIGNED).any():
        bare = without_marks(bare)
    unsigned = bare.str.replace(r"^\((.*)\)$", "$1").str.replace("^[-−+]|[-−]$", "")
    return cells.to_frame().with_columns(
        is_negative=bare.str.contains(_MINUS), body=unsigned
    )


def _digits(reading: str) -> pl.Expr:
    body = pl.col("body")
    with_point = pl.when(body.str.contains(_POINTED)).then(
        body.str.replace_all(",", "")
    )
    with_comma = pl.when(body.str.contains(_COMMAED)).then(
        body.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    )
    if reading == MIXED:
        clear = pl.when(~body.str.contains(_EITHER))
        return clear.then(pl.coalesce(with_point, with_comma))
    return with_point if reading == POINT else with_comma
