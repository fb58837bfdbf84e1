"""Rows that are there twice: copies count once, a key with two contents is refused."""

from dataclasses import dataclass

import polars as pl

from insight.schema import TABLES, column_metadata


@dataclass(frozen=True, slots=True)
class Distinct:
    """Rows whose key is their own.

    Attributes:
        rows: One row per key, with `line`.
        copies: Rows left out because an earlier one says the same.
        conflicts: `line` and `reason` of rows whose key has two contents.
    """

    rows: pl.DataFrame
    copies: int
    conflicts: pl.DataFrame


def distinct_rows(rows: pl.DataFrame, *, table: str) -> Distinct:
    """Rows with the copies and the conflicting keys taken out.

    Args:
        rows: The table's columns and `line`.
        table: One of `schema.TABLES`.
    """
    keys = TABLES[table].primary_key()
    if _are_distinct(rows, keys):
        return Distinct(rows, 0, _conflicts(rows.clear(), keys))
    fields = list(TABLES[table].columns())
    first = rows.unique(fields, keep="first", maintain_order=True)
    is_keyed = pl.all_horizontal(pl.col(keys).is_not_null())
    first = first.with_columns(is_double=is_keyed & pl.struct(keys).is_duplicated())
    return Distinct(
        rows=first.filter(~pl.col("is_double")).drop("is_double"),
        copies=rows.height - first.height,
        conflicts=_conflicts(first.filter("is_double"), keys),
    )


def key_fields(table: str) -> list[str]:
    """The columns that tell a table's rows apart, parts of a composed id instead of it."""
    return [
        part
        for key in TABLES[table].primary_key()
        for part in (key, *column_metadata(table, key).get("composed_of", ()))
    ]


def _are_distinct(rows: pl.DataFrame, keys: list[str]) -> bool:
    """Does no key repeat? Keys with other hashes differ, and those take little room."""
    hashes = pl.DataFrame([rows[key] for key in keys]).hash_rows()
    return hashes.n_unique() == rows.height


def _conflicts(doubles: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    line = pl.col("line")
    first, last = line.min().over(keys), line.max().over(keys)
    other = pl.when(line == first).then(last).otherwise(first)
    reason = pl.format(
        "Expected this key once: line {} has it with other values", other
    )
    return doubles.select("line", reason=reason)
