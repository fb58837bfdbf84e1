"""Prices beside quantities: is an amount the price of one, or of all of them?"""

import re
from collections.abc import Iterator

import polars as pl

from insight.intake.asking.question import ANSWERS, Question, Stored
from insight.intake.flags import parse_counts
from insight.intake.mapping import Mapping
from insight.intake.names import plain_name
from insight.intake.text_table import TextTable

AMOUNT_IS = "amount_is"
EACH, ALL = "of_one", "of_all"
_OPTIONS = {
    EACH: "Of one: quantity times amount is paid",
    ALL: "Of all: the amount is what is paid",
}
_QUANTITY = re.compile(
    r"(^|_)(quantity|qty|seats?|licen[sc]es?|units|anzahl|menge)(_count)?$"
    r"|^(number|count)_of_(seats|licen[sc]es|users|units)$"
)
_OF_ONE = re.compile(r"(^|_)(unit|each)(_|$)|(^|_)per_(seat|user|unit|licen[sc]e)(_|$)")
_OF_ALL = re.compile(
    r"(^|_)(total|sum|recurring|m_?rr|a_?rr|plan_amount|revenue|subtotal)(_|$)"
)


def quantities(
    text: TextTable, mapping: Mapping, _stored: Stored
) -> Iterator[Question]:
    """Asked where quantities above 1 stand beside amounts whose name does not say it."""
    column = quantity_column(text, mapping)
    if column is None or _named(mapping.columns["amount"]):
        return
    count = _counts(text, column)
    row = text.rows.filter(count > 1).row(0, named=True)
    amount = mapping.columns["amount"]
    yield Question(
        AMOUNT_IS,
        amount,
        f"{column} {row[column]}, {amount} {row[amount]}",
        "Is this amount the price of one, or of the whole quantity?",
        _OPTIONS,
        part=ANSWERS,
    )


def quantity_column(text: TextTable, mapping: Mapping) -> str | None:
    """The column that says of how many an amount is; None where all are of one."""
    amount = mapping.columns.get("amount")
    if mapping.table != "subscriptions" or amount is None or amount in text.made:
        return None
    named = (c for c in text.columns if _QUANTITY.search(plain_name(c)) and c != amount)
    found = (c for c in named if (_counts(text, c) > 1).any())
    return next(found, None)


def with_quantities(
    rows: pl.DataFrame, text: TextTable, mapping: Mapping
) -> pl.DataFrame:
    """Rows whose amount is what is paid for the whole quantity."""
    column = quantity_column(text, mapping)
    if column is None or not is_of_one(mapping):
        return rows
    amount, counts = rows["amount"], _counts(text, column).fill_null(1)
    return rows.with_columns((amount * counts).cast(amount.dtype).alias("amount"))


def quantity_notes(text: TextTable, mapping: Mapping) -> Iterator[str]:
    """That amounts were multiplied, and by what."""
    column = quantity_column(text, mapping)
    if column is not None and is_of_one(mapping):
        yield f"Amounts are taken times “{column}”."


def is_of_one(mapping: Mapping) -> bool:
    """Whether an amount is the price of one, as its name or a person says."""
    return (_named(mapping.columns["amount"]) or mapping.answers.get(AMOUNT_IS)) == EACH


def _named(amount: str) -> str | None:
    plain = plain_name(amount)
    if _OF_ONE.search(plain):
        return EACH
    return ALL if _OF_ALL.search(plain) else None


def _counts(text: TextTable, column: str) -> pl.Series:
    cells = text.distinct(column)
    return cells.to_rows(parse_counts(cells.cells))
