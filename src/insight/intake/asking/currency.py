"""Amounts whose currency the file does not say, and signs that several currencies share."""

from collections.abc import Iterator

import polars as pl

from insight.currencies import SHARED, one_currency
from insight.intake.asking.question import (
    ANSWERS,
    CONSTANTS,
    Question,
    Stored,
    Typed,
)
from insight.intake.mapping import Mapping
from insight.intake.row_currency import (
    CURRENCY,
    REPORTING,
    amount_column,
    shared_marks,
    unnamed_rows,
)
from insight.intake.text_table import TextTable, counted

_HOLDING = ("subscriptions", "exits", "win_backs")
_OF_REPORTS = {REPORTING: "The reporting currency"}
_USUAL = ("EUR", "USD", "GBP", "CHF")
_ANOTHER = Typed("Another currency, by its code or name, such as SEK", one_currency)


def currency(text: TextTable, mapping: Mapping, stored: Stored) -> Iterator[Question]:
    """Which currency amounts are in that name none; which dollar is meant by $.

    What the store holds alone is proposed. The last MRR of exits, the MRR of returns and
    that of a tool which tells all of it in the currency of its account count in the
    reporting currency, whichever that is, unless somebody says another.
    """
    column = amount_column(mapping)
    if column is None:
        return
    known = _stored_currencies(stored)
    for name, mark in shared_marks(text, mapping).items():
        yield _which_of(name, mark, column, known)
    if rows := unnamed_rows(text, mapping):
        is_of_account = mapping.table != "subscriptions" or column in text.made
        of_records = _OF_REPORTS if is_of_account else {}
        usual = known[0] if len(known) == 1 else next(iter(of_records), None)
        yield Question(
            CURRENCY,
            column,
            f"{counted(rows, 'amount')} without a currency",
            "Which currency are these amounts in?",
            of_records | {code: code for code in dict.fromkeys((*known, *_USUAL))},
            part=CONSTANTS,
            typed=_ANOTHER,
            proposed=usual,
        )


def _which_of(name: str, mark: str, column: str, known: tuple[str, ...]) -> Question:
    held = [code for code in known if code in SHARED[name]]
    return Question(
        name,
        column,
        mark,
        f"Which currency does “{mark}” mean here?",
        {code: code for code in dict.fromkeys((*held, *SHARED[name]))},
        part=ANSWERS,
        proposed=held[0] if len(held) == 1 else None,
    )


def _stored_currencies(stored: Stored) -> tuple[str, ...]:
    """The currencies that stored amounts are in, the most frequent first."""
    columns = [
        stored[table][CURRENCY].drop_nulls() for table in _HOLDING if table in stored
    ]
    if not columns:
        return ()
    counts = (
        pl.concat(columns)
        .value_counts()
        .sort("count", CURRENCY, descending=[True, False])
    )
    return tuple(counts[CURRENCY])
