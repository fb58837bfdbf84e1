"""Rows of a file typed by the mapping, and the cells that stand in their way."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from insight.currencies import currencies_meant
from insight.intake.amounts import marks_of
from insight.intake.asking.interval import interval_notes
from insight.intake.asking.last_days import with_days_after
from insight.intake.asking.quantities import quantity_notes, with_quantities
from insight.intake.columns import TypedColumn, default_column, type_column
from insight.intake.kinds import Kind, kind_of
from insight.intake.mapping import Mapping
from insight.intake.refusals import by_line, refuse, without_lines
from insight.intake.row_currency import (
    CURRENCY,
    currency_notes,
    row_currencies,
)
from insight.intake.scales import scale_notes, with_whole_units
from insight.intake.text_table import TextTable
from insight.schema import TABLES, column_metadata


@dataclass(frozen=True, slots=True)
class TypedRows:
    """Rows of which every cell fits, and the cells that do not.

    Attributes:
        rows: The table's columns as its schema types them, and `line`.
        refused: The cells that did not fit (`REFUSED` columns).
        notes: Sentences for the person.
    """

    rows: pl.DataFrame
    refused: pl.DataFrame
    notes: tuple[str, ...]


def type_rows(text: TextTable, mapping: Mapping) -> TypedRows:
    """Every row typed; rows with a cell that does not fit are refused."""
    fields = list(TABLES[mapping.table].columns())
    filled = mapping.columns.keys() | mapping.constants.keys()
    typed = {f: type_column(text, mapping, f) for f in fields if f in filled}
    values = pl.DataFrame(
        [text.lines.alias("line"), *(c.values for c in typed.values())]
    )
    defaults = [default_column(mapping.table, f) for f in fields if f not in filled]
    rows = values.with_columns(defaults).select(*fields, "line")
    if CURRENCY in fields and (codes := row_currencies(text, mapping)) is not None:
        rows = rows.with_columns(codes)
    rows = rows.with_columns(_composed(mapping.table, rows))
    rows = with_quantities(with_days_after(rows, mapping), text, mapping)
    rows = with_whole_units(rows, text, mapping)
    unfit = _unfit(text, mapping, typed)
    foreign = _in_other_currency(text, mapping, rows)
    refused = by_line([*unfit, *foreign])
    return TypedRows(
        rows=without_lines(rows, refused),
        refused=refused,
        notes=(
            *(note for column in typed.values() for note in column.notes),
            *interval_notes(mapping),
            *quantity_notes(text, mapping),
            *scale_notes(text, mapping),
            *currency_notes(text, mapping),
        ),
    )


def _composed(table: str, rows: pl.DataFrame) -> list[pl.Expr]:
    """Ids that a file does not bring, made of the columns that tell rows apart."""
    return [
        pl.coalesce(name, pl.concat_str(*parts, separator="/")).alias(name)
        for name in TABLES[table].columns()
        if (parts := column_metadata(table, name).get("composed_of"))
        and rows[name].null_count()
    ]


def _unfit(
    text: TextTable, mapping: Mapping, typed: dict[str, TypedColumn]
) -> Iterator[pl.DataFrame]:
    for field, column in typed.items():
        if column.is_unfit.any():
            lines = text.lines.filter(column.is_unfit).to_frame("line")
            found = lines.with_columns(reason=pl.lit(column.reason))
            yield refuse(text, mapping, found, fields=[field])


def _in_other_currency(
    text: TextTable, mapping: Mapping, rows: pl.DataFrame
) -> Iterator[pl.DataFrame]:
    """Amounts that name another currency than their row is in; $ is any dollar."""
    for field, column in mapping.columns.items():
        if kind_of(mapping.table, field) is not Kind.AMOUNT:
            continue
        cells = text.distinct(column)
        marks = marks_of(cells.cells)
        if not marks.count():
            continue
        differs = _differs(cells.to_rows(marks), rows[CURRENCY])
        found = rows.filter(differs).select(
            "line", reason=pl.format("Expected an amount in {}", CURRENCY)
        )
        yield refuse(text, mapping, found, fields=[field])


def _differs(marks: pl.Series, currencies: pl.Series) -> pl.Series:
    """Which marks mean none of what their row's currency is."""
    meant = {m: list(currencies_meant(m)) for m in marks.drop_nulls().unique()}
    named = marks.replace_strict(meant, default=None, return_dtype=pl.List(pl.String))
    told = pl.DataFrame([named.alias("named"), currencies.alias("is")])
    other = ~pl.col("named").list.contains(pl.col("is"))
    return told.select(other.fill_null(value=False)).to_series()
