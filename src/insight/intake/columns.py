"""One column of a file typed as the field it is mapped to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from insight.intake.amounts import is_rounded
from insight.intake.dates import has_serials, has_time
from insight.intake.distinct_cells import DistinctCells, same_cell
from insight.intake.evidence import MIXED, is_missing
from insight.intake.kinds import (
    DEFAULT_READING,
    MONEY_SCALE,
    Kind,
    evidence_for,
    expected,
    kind_of,
    type_cells,
)
from insight.intake.mapping import Mapping
from insight.intake.offsets import has_moments, in_time_zone
from insight.intake.periods import days_of
from insight.intake.spoiled import NOT_AVAILABLE, expected_text, without_spoiled
from insight.intake.text_table import TextTable, counted
from insight.intake.vocabulary import SEVERAL_IN_A_CELL, choices_of, split_words
from insight.schema import TABLES, column_metadata
from insight.time_zones import time_zone

_MIXED_REASON = {
    Kind.DATE: "Expected a date that reads one way: the column has dates with the day "
    "first and dates with the month first",
    Kind.AMOUNT: "Expected an amount that reads one way: the column has decimal points "
    "and decimal commas",
}


@dataclass(frozen=True, slots=True)
class TypedColumn:
    """A field's values, the cells that did not fit, and what to know of them.

    Attributes:
        values: Typed as the schema; null where empty or not fitting.
        is_unfit: Which cells say something that is not of the field's kind.
        reason: What was expected of those.
        notes: Sentences for the person.
    """

    values: pl.Series
    is_unfit: pl.Series
    reason: str = ""
    notes: tuple[str, ...] = ()


def type_column(text: TextTable, mapping: Mapping, field: str) -> TypedColumn:
    """The values of one field that the mapping fills, for every row of the file."""
    kind = kind_of(mapping.table, field)
    column = _column(text, mapping, field)
    said = _said(column.cells, mapping, field)
    reading = _reading(said, kind, mapping.readings.get(field))
    zone = time_zone()
    local = in_time_zone(said, zone=zone) if kind is Kind.DATE else said
    typed = type_cells(local, kind, reading=reading)
    if kind is Kind.DATE and (which := mapping.answers.get(period_key(field))):
        typed = pl.select(pl.coalesce(typed, days_of(said, which=which))).to_series()
    typed = without_spoiled(typed, field=field) if kind is Kind.TEXT else typed
    values, is_unfit = (
        column.to_rows(found) for found in (typed, typed.is_null() & said.is_not_null())
    )
    empty = values.null_count() - int(is_unfit.sum())
    title = mapping.columns.get(field, field)
    return TypedColumn(
        values=_with_default(values, mapping, field),
        is_unfit=is_unfit.fill_null(value=False),
        reason=_reason(kind, reading, field),
        notes=(
            *_default_notes(empty, mapping, field),
            *_notes(said, kind, title),
        ),
    )


def _reason(kind: Kind, reading: str, field: str) -> str:
    if reading == MIXED:
        return _MIXED_REASON[kind]
    return f"Expected {expected_text(field) if kind is Kind.TEXT else expected(kind)}"


def period_key(field: str) -> str:
    """The key of the answer which day of a period a field holds."""
    return f"{field}_of_period"


def is_said(text: TextTable, mapping: Mapping, field: str) -> pl.Series:
    """Whether the file says something in a field that a column fills, row by row."""
    column = _column(text, mapping, field)
    return column.to_rows(_said(column.cells, mapping, field)).is_not_null()


def default_column(table: str, field: str) -> pl.Expr:
    """What every row has in a field that the mapping does not fill."""
    dtype = TABLES[table].columns()[field].dtype
    default = column_metadata(table, field).get("default")
    return pl.lit(default, dtype=dtype).alias(field)


def _column(text: TextTable, mapping: Mapping, field: str) -> DistinctCells:
    """The cells behind a field, each once unless they are free text."""
    if field not in mapping.columns:
        return same_cell(mapping.constants[field], rows=text.rows.height)
    if _is_free_text(mapping.table, field):
        return DistinctCells(text.rows[mapping.columns[field]])
    return text.distinct(mapping.columns[field])


def _is_free_text(table: str, field: str) -> bool:
    return kind_of(table, field) is Kind.TEXT and not choices_of(field)


def _said(raw: pl.Series, mapping: Mapping, field: str) -> pl.Series:
    """Cells in our words; words for nothing are null unless the field is free text."""
    words = mapping.values.get(field, {})
    if field in SEVERAL_IN_A_CELL:
        return _each_said(raw, words).alias(field)
    said = (raw.replace(words) if words else raw).alias(field)
    if _is_free_text(mapping.table, field):
        is_there = (said == NOT_AVAILABLE).any()
        return said.replace(NOT_AVAILABLE, None) if is_there else said
    cell = pl.col(field)
    return said.to_frame().select(pl.when(~is_missing(cell)).then(cell))[field]


def _each_said(raw: pl.Series, words: dict[str, str]) -> pl.Series:
    """Cells of several words, each of them in ours, with | between them."""
    ours = split_words(raw).list.eval(pl.element().replace(words))
    return ours.list.join("|").replace("", None)


def _reading(cells: pl.Series, kind: Kind, answer: str | None) -> str:
    evidence = evidence_for(cells, kind)
    default = DEFAULT_READING.get(kind, "")
    return evidence.reading(answer, default=default) if evidence else default


def _with_default(typed: pl.Series, mapping: Mapping, field: str) -> pl.Series:
    default = _default(mapping, field)
    filled = typed if default is None else typed.fill_null(default)
    return filled.alias(field)


def _default(mapping: Mapping, field: str) -> Any:
    """What an empty cell of a field is taken as: the answer of a person, or our default."""
    default = column_metadata(mapping.table, field).get("default")
    return default if default is None else mapping.constants.get(field, default)


def _default_notes(empty: int, mapping: Mapping, field: str) -> Iterator[str]:
    default = _default(mapping, field)
    if default is not None and empty:
        yield f"{field} is empty in {counted(empty, 'row')} and taken as {default}."


def _notes(cells: pl.Series, kind: Kind, column: str) -> Iterator[str]:
    if kind is Kind.DATE and has_moments(cells, zone=time_zone()):
        yield (
            f"“{column}” has times of day with their distance from UTC; the day is "
            f"the one in {time_zone()}."
        )
    elif kind is Kind.DATE and has_time(cells):
        yield f"“{column}” has times of day; the date is kept."
    if kind is Kind.DATE and has_serials(cells):
        yield f"“{column}” has numbers; they are read as days the way Excel counts them."
    if kind is Kind.AMOUNT and is_rounded(cells, scale=MONEY_SCALE).any():
        yield f"“{column}” has more than {MONEY_SCALE} decimal places; they are rounded."
