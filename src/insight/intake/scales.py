"""Amounts whose column says that they are cents, or thousands."""

import re
from collections.abc import Iterator
from decimal import Decimal

import polars as pl

from insight.intake.kinds import Kind, kind_of
from insight.intake.mapping import Mapping
from insight.intake.names import plain_name
from insight.intake.text_table import TextTable
from insight.schema import MOST_MONEY

_HUNDREDTHS = re.compile(
    r"(^|_)(cents?|centimes?|centavos?|centesimi|centimos|pence|minor_units?)(_|$)"
)
_THOUSANDS = re.compile(
    r"(^|_)(thousands?|tsd|tausend|milliers|miles|milhares|migliaia|duizend(en)?|000s"
    r"|t_?eur|k_?(eur|usd|gbp|chf))(_|$)|(^|_)(m_?rr|a_?rr|amount|revenue)(_in)?_k$"
)


def with_whole_units(
    rows: pl.DataFrame, text: TextTable, mapping: Mapping
) -> pl.DataFrame:
    """Rows whose amounts are in units of their currency, whatever the file counts in."""
    scaled = [
        _scaled(field, rows.schema[field], scale)
        for field, _, scale in _scales(text, mapping)
    ]
    return rows.with_columns(scaled)


def scale_notes(text: TextTable, mapping: Mapping) -> Iterator[str]:
    """That amounts were taken as cents or thousands, and which column says so."""
    for _, column, scale in _scales(text, mapping):
        unit = "hundredths" if scale < 1 else "thousands"
        yield f"Amounts of “{column}” are taken as {unit}, as its name says."


def _scaled(field: str, kind: pl.DataType, scale: Decimal) -> pl.Expr:
    """Times the scale; what would be too much for an amount stays too much."""
    amount = pl.col(field)
    if scale > 1:
        amount = amount.clip(upper_bound=2 * MOST_MONEY // scale)
    return (amount * pl.lit(scale)).cast(kind)


def _scales(text: TextTable, mapping: Mapping) -> Iterator[tuple[str, str, Decimal]]:
    for field, column in mapping.columns.items():
        if kind_of(mapping.table, field) is not Kind.AMOUNT or column in text.made:
            continue
        plain = plain_name(column)
        if _HUNDREDTHS.search(plain):
            yield field, column, Decimal("0.01")
        elif _THOUSANDS.search(plain):
            yield field, column, Decimal(1000)
