"""Cells typed by the field they are mapped to, never by what they look like."""

from enum import StrEnum

import polars as pl

from insight.intake.amounts import COMMA, POINT, amount_evidence, parse_amounts
from insight.intake.dates import (
    DAY_FIRST,
    FIRST_YEAR,
    LAST_YEAR,
    MONTH_FIRST,
    date_evidence,
    parse_dates,
)
from insight.intake.evidence import Evidence
from insight.intake.flags import parse_counts, parse_flags
from insight.schema import TABLES


class Kind(StrEnum):
    """What a field holds."""

    TEXT = "text"
    DATE = "date"
    AMOUNT = "amount"
    RATE = "rate"
    COUNT = "count"
    FLAG = "flag"


MONEY_SCALE = 4
_RATE_SCALE = 8
_KINDS: dict[type[pl.DataType], Kind] = {
    pl.String: Kind.TEXT,
    pl.Date: Kind.DATE,
    pl.Decimal: Kind.AMOUNT,
    pl.Int64: Kind.COUNT,
    pl.Boolean: Kind.FLAG,
}
DEFAULT_READING = {Kind.DATE: DAY_FIRST, Kind.AMOUNT: POINT, Kind.RATE: POINT}
_WEIGHED = {Kind.DATE: date_evidence, Kind.AMOUNT: amount_evidence}
_READINGS = {
    Kind.DATE: (DAY_FIRST, MONTH_FIRST),
    Kind.AMOUNT: (POINT, COMMA),
    Kind.RATE: (POINT, COMMA),
}
_EXPECTED = {
    Kind.TEXT: "text",
    Kind.DATE: f"a date from {FIRST_YEAR} to {LAST_YEAR} such as 2024-10-27",
    Kind.AMOUNT: "an amount such as 1234.50",
    Kind.RATE: "a number such as 1.0850",
    Kind.COUNT: "a whole number such as 3",
    Kind.FLAG: "yes or no (also true or false, 1 or 0)",
}


def kind_of(table: str, field: str) -> Kind:
    """What kind of value a field of a table holds."""
    dtype = TABLES[table].columns()[field].dtype
    if isinstance(dtype, pl.Decimal) and dtype.scale > MONEY_SCALE:
        return Kind.RATE
    return _KINDS[dtype.base_type()]


def evidence_for(cells: pl.Series, kind: Kind) -> Evidence | None:
    """What a column proves about its reading; None where there is only one."""
    weigh = _WEIGHED.get(kind)
    return weigh(cells) if weigh else None


def type_cells(cells: pl.Series, kind: Kind, *, reading: str) -> pl.Series:
    """Cells as values of a kind; null where a cell is empty or not of that kind.

    Args:
        cells: Text, each distinct cell once.
        kind: What they are to hold.
        reading: How dates or amounts are read (`Evidence.reading`).
    """
    if kind is Kind.TEXT:
        return cells
    if kind is Kind.DATE:
        return parse_dates(cells, reading=reading)
    if kind is Kind.FLAG:
        return parse_flags(cells)
    if kind is Kind.COUNT:
        return parse_counts(cells)
    scale = MONEY_SCALE if kind is Kind.AMOUNT else _RATE_SCALE
    return parse_amounts(cells, reading=reading, scale=scale)


def share_of_kind(cells: pl.Series, kind: Kind) -> float:
    """Share of distinct present values that are of a kind, 0-1."""
    if kind is Kind.TEXT or not len(cells):
        return 1.0
    readings = _READINGS.get(kind, ("",))
    typed = [type_cells(cells, kind, reading=reading) for reading in readings]
    return 1 - min(column.null_count() for column in typed) / len(cells)


def expected(kind: Kind) -> str:
    """What a cell of a kind looks like, to follow “Expected”."""
    return _EXPECTED[kind]
