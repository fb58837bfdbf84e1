"""From a file's columns and values to ours: proposed here, edited by a person."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from insight.currencies import currencies_meant
from insight.intake.amounts import marks_of
from insight.intake.detection import detect_tables
from insight.intake.kinds import Kind, kind_of
from insight.intake.matching import interval_of, match_columns
from insight.intake.sample import Sample, sample_of
from insight.intake.text_table import TextTable
from insight.intake.vocabulary import choices_of, propose_values
from insight.schema import TABLES, required_columns


@dataclass(frozen=True, slots=True)
class Mapping:
    """How one file fills one table.

    Attributes:
        table: One of `schema.TABLES`.
        columns: Field to column of the file.
        values: Field to raw value to ours; a value that is not listed stays.
        constants: Field to the one value every row gets.
        readings: Field to the answer a person gave where a column reads two ways.
        answers: Key of a question about the whole file to the answer a person gave.
    """

    table: str
    columns: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    readings: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)

    def missing(self) -> tuple[str, ...]:
        """Required fields that neither a column nor a constant fills."""
        filled = self.columns.keys() | self.constants.keys()
        return tuple(f for f in required_columns(self.table) if f not in filled)

    def to_dict(self) -> dict[str, Any]:
        """Plain values, to be remembered."""
        return {
            "table": self.table,
            "columns": dict(self.columns),
            "values": {f: dict(words) for f, words in self.values.items()},
            "constants": dict(self.constants),
            "readings": dict(self.readings),
            "answers": dict(self.answers),
        }

    @classmethod
    def from_dict(cls, remembered: dict[str, Any]) -> "Mapping":
        """A mapping as it was remembered; fields we no longer have are left out.

        Raises:
            ValueError: It names no table of ours.
        """
        table = remembered.get("table")
        if table not in TABLES:
            raise ValueError(f"No table is called {table!r}.")
        fields = TABLES[table].columns().keys()
        parts = ("columns", "values", "constants", "readings")
        known = {part: _known(remembered.get(part, {}), fields) for part in parts}
        return cls(table, **known, answers=dict(remembered.get("answers", {})))


def propose(
    text: TextTable, *, table: str | None = None, sample: Sample | None = None
) -> Mapping:
    """The mapping that names, synonyms and content suggest.

    Args:
        text: The file.
        table: What a person chose; detected where not given, of several the first.
        sample: Of the file, where it was looked at before.

    Raises:
        UnknownTableError: No table is given and none fits.
    """
    sample = sample or sample_of(text)
    table = table or detect_tables(text, sample)[0]
    columns = {match.field: match.column for match in match_columns(sample, table)}
    ordered = {f: columns[f] for f in TABLES[table].columns() if f in columns}
    return with_values(
        text, Mapping(table, ordered, constants=propose_constants(text, table, ordered))
    )


def with_values(text: TextTable, mapping: Mapping) -> Mapping:
    """The mapping with words for values it does not list yet, and none for lost columns."""
    has_end = "end_date" in mapping.columns
    values = {
        name: words
        for name, column in mapping.columns.items()
        if choices_of(name)
        and (
            words := propose_values(text.distinct(column).cells, name, has_end=has_end)
            | mapping.values.get(name, {})
        )
    }
    return replace(mapping, values=values)


def fits(text: TextTable, mapping: Mapping) -> bool:
    """Does the file have every column the mapping names?"""
    return set(mapping.columns.values()) <= set(text.columns)


def header_of(text: TextTable) -> tuple[str, ...]:
    """The columns that a file itself has."""
    return tuple(name for name in text.columns if name not in text.made)


def header_shape(text: TextTable) -> str:
    """What two files share that have the same columns in any order."""
    names = "\n".join(sorted(header_of(text)))
    return hashlib.sha256(names.encode()).hexdigest()


def _known(part: dict[str, Any], fields: Collection[str]) -> dict[str, Any]:
    return {name: value for name, value in part.items() if name in fields}


def propose_constants(
    text: TextTable, table: str, columns: dict[str, str]
) -> dict[str, str]:
    """What the amounts themselves say: the currency beside them, the interval of an MRR."""
    found: dict[str, str] = {}
    interval = interval_of(columns.get("amount", ""))
    if table == "subscriptions" and interval and "billing_interval" not in columns:
        found["billing_interval"] = interval
    if "currency" in TABLES[table].columns() and "currency" not in columns:
        named = _currencies(text, table, columns)
        if len(named) == 1:
            found["currency"] = named.item()
    return found


def _currencies(text: TextTable, table: str, columns: dict[str, str]) -> pl.Series:
    amounts = [c for f, c in columns.items() if kind_of(table, f) is Kind.AMOUNT]
    marks = {m for c in amounts for m in marks_of(text.distinct(c).cells).drop_nulls()}
    meant = {currencies_meant(mark) for mark in marks}
    clear = {some[0] for some in meant if len(some) == 1}
    return pl.Series(sorted(clear) if len(clear) == len(meant) else [], dtype=pl.String)
