"""Prices of which neither a column nor a name says what they are paid for."""

from collections.abc import Iterator

import polars as pl

from insight.intake.asking.question import CONSTANTS, Question, Stored
from insight.intake.evidence import is_missing
from insight.intake.mapping import Mapping
from insight.intake.matching import interval_of
from insight.intake.text_table import TextTable, counted
from insight.schema import MONTHS_PER_INTERVAL

INTERVAL = "billing_interval"


def interval(text: TextTable, mapping: Mapping, _stored: Stored) -> Iterator[Question]:
    """Asked where a price is called amount, price or fee, and no column says for how long."""
    column = mapping.columns.get("amount")
    if mapping.table != "subscriptions" or column is None:
        return
    if INTERVAL not in mapping.columns and interval_of(column):
        return
    rows = _unsaid(text, mapping, column)
    if rows:
        yield Question(
            INTERVAL,
            column,
            f"{counted(rows, 'amount')} without a billing interval",
            "What is each of these amounts paid for?",
            {name: _words(name) for name in MONTHS_PER_INTERVAL},
            part=CONSTANTS,
        )


def interval_notes(mapping: Mapping) -> Iterator[str]:
    """What amounts are taken to be paid for, where no column says it."""
    said = mapping.constants.get(INTERVAL)
    if said and INTERVAL not in mapping.columns:
        yield f"Amounts are taken {_words(said)}."


def _words(name: str) -> str:
    return f"per {name.replace('_', ' ')}"


def _unsaid(text: TextTable, mapping: Mapping, column: str) -> int:
    has_amount = ~is_missing(pl.col(column))
    if INTERVAL in mapping.columns:
        has_amount &= is_missing(pl.col(mapping.columns[INTERVAL]))
    return text.rows.filter(has_amount).height
