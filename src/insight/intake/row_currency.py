"""In which currency each row's amount is: by its column, its symbol, its header, the answer."""

from collections.abc import Iterator

import polars as pl

from insight.currencies import (
    SHARED,
    currencies_in_name,
    currencies_meant,
    shared_name,
)
from insight.intake.amounts import marks_of
from insight.intake.evidence import is_missing
from insight.intake.kinds import Kind, kind_of
from insight.intake.mapping import Mapping
from insight.intake.text_table import TextTable, counted
from insight.schema import TABLES

CURRENCY = "currency"
REPORTING = "the reporting currency"
"""What is answered of amounts that count in the reporting currency, whichever it is."""


def amount_column(mapping: Mapping) -> str | None:
    """The column of the amounts whose currency is to be known, None where there is none."""
    if CURRENCY not in TABLES[mapping.table].columns():
        return None
    named = (
        c
        for f, c in mapping.columns.items()
        if kind_of(mapping.table, f) is Kind.AMOUNT
    )
    return next(named, None)


def row_currencies(text: TextTable, mapping: Mapping) -> pl.Series | None:
    """The code of each row's currency; null where nobody says it, None without a column.

    A currency column counts first, then the symbol beside the amount, then the name of
    the amount's column, then the one answer for all rows. What the column says that is no
    currency stays as it is.
    """
    said = [*_said(text, mapping)]
    constant = mapping.constants.get(CURRENCY)
    codes = currencies_meant(constant) if constant else ()
    if codes or constant == REPORTING:
        code = codes[0] if codes else None
        said.append(pl.repeat(code, text.rows.height, dtype=pl.String, eager=True))
    if not said:
        return None
    return pl.select(pl.coalesce(said).alias(CURRENCY)).to_series()


def currency_notes(text: TextTable, mapping: Mapping) -> Iterator[str]:
    """Which currency amounts are taken in that have none in a column or beside them."""
    column = amount_column(mapping)
    if column is None:
        return
    code = _one_of(currencies_in_name(column), mapping, text)
    if code and CURRENCY not in mapping.columns:
        yield f"Amounts are taken in {code}, as “{column}” says."
    elif (told := _constant(mapping)) and (rows := unnamed_rows(text, mapping)):
        yield f"{counted(rows, 'amount is', 'amounts are')} taken in {told[0]}."
    elif mapping.constants.get(CURRENCY) == REPORTING:
        rows = unnamed_rows(text, mapping)
        amounts = counted(rows, "amount names", "amounts name")
        yield f"{amounts} no currency; the reporting currency is meant."


def unnamed_rows(text: TextTable, mapping: Mapping) -> int:
    """How many rows have an amount whose currency the file does not say."""
    column = amount_column(mapping)
    if column is None:
        return 0
    has_amount = text.rows.select((~is_missing(pl.col(column))).alias("has"))["has"]
    said = [*_said(text, mapping, every_mark=True)]
    if not said:
        return int(has_amount.sum())
    named = pl.select(pl.coalesce(said).is_not_null()).to_series()
    return int((has_amount & ~named).sum())


def shared_marks(text: TextTable, mapping: Mapping) -> dict[str, str]:
    """What is called as several currencies are, such as $, to one place where it is."""
    column = amount_column(mapping)
    if column is None:
        return {}
    found: dict[str, str] = {}
    for mark in _marks(text, mapping):
        if (name := shared_name(mark)) and not _settled(mapping, name, text):
            found.setdefault(name, mark)
    return found


def _said(
    text: TextTable, mapping: Mapping, *, every_mark: bool = False
) -> Iterator[pl.Series]:
    """What the file says of each row's currency, the likeliest first."""
    if CURRENCY in mapping.columns:
        cells = text.distinct(mapping.columns[CURRENCY])
        words = mapping.values.get(CURRENCY, {})
        raw = cells.cells.replace(words) if words else cells.cells
        yield cells.to_rows(_codes(raw, mapping, text, kept=True))
    if column := amount_column(mapping):
        cells = text.distinct(column)
        marks = marks_of(cells.cells)
        if marks.count():
            yield cells.to_rows(_codes(marks, mapping, text, kept=every_mark))
        named = currencies_in_name(column)
        code = _one_of(named, mapping, text)
        if code or (every_mark and named):
            yield pl.repeat(code or named[0], text.rows.height, eager=True)


def _marks(text: TextTable, mapping: Mapping) -> Iterator[str]:
    """What rows say of their currency, but for amounts whose row has it in a column."""
    if CURRENCY in mapping.columns:
        cells = text.rows[mapping.columns[CURRENCY]]
        yield from text.distinct(mapping.columns[CURRENCY]).cells.drop_nulls()
        if not cells.null_count():
            return
    if column := amount_column(mapping):
        yield from marks_of(text.distinct(column).cells).drop_nulls().unique().sort()
        named = currencies_in_name(column)
        yield from (n for n, some in SHARED.items() if some == named)


def _codes(
    marks: pl.Series, mapping: Mapping, text: TextTable, *, kept: bool
) -> pl.Series:
    """Marks as codes; those that mean none, or several, are null or `kept`."""
    known = marks.drop_nulls().unique()
    codes = {m: _one_of(currencies_meant(m), mapping, text) for m in known}
    told = {m: code or (m if kept else None) for m, code in codes.items()}
    cells = marks.to_frame("mark").select(
        pl.when(~is_missing(pl.col("mark"))).then("mark")
    )
    return cells["mark"].replace_strict(told, default=None, return_dtype=pl.String)


def _one_of(
    candidates: tuple[str, ...], mapping: Mapping, text: TextTable
) -> str | None:
    if len(candidates) <= 1:
        return candidates[0] if candidates else None
    name = next(n for n, some in SHARED.items() if some == candidates)
    return _settled(mapping, name, text)


def _settled(mapping: Mapping, name: str, text: TextTable) -> str | None:
    """Which of the currencies that share a name is meant, where something says so."""
    if answer := mapping.answers.get(name):
        return answer
    column = amount_column(mapping)
    told = (currencies_in_name(column or ""), _constant(mapping))
    clear = [one[0] for one in told if len(one) == 1 and one[0] in SHARED[name]]
    if clear:
        return clear[0]
    if CURRENCY in mapping.columns:
        cells = text.distinct(mapping.columns[CURRENCY]).cells.drop_nulls()
        named = {code for cell in cells for code in _clear(cell)}
        both = named & set(SHARED[name])
        return both.pop() if len(both) == 1 else None
    return None


def _clear(cell: str) -> tuple[str, ...]:
    found = currencies_meant(cell)
    return found if len(found) == 1 else ()


def _constant(mapping: Mapping) -> tuple[str, ...]:
    return currencies_meant(mapping.constants.get(CURRENCY, ""))
