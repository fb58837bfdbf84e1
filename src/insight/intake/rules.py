"""Rows against the rules of their table, each broken rule as a sentence."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from copy import copy
from functools import cache
from types import new_class
from typing import Any, cast

import dataframely as dy
import polars as pl

from insight.schema import TABLES, column_metadata, sentence

_AT_ONCE = 25_000


def broken_rules(
    rows: pl.DataFrame, *, table: str
) -> Iterator[tuple[list[str], pl.DataFrame]]:
    """For each rule that rows break: the fields it is about, and `line` and `reason`.

    Keys that are there twice are told by `duplicates`; what is left without one has
    an empty cell, and that is what a person mends.

    Args:
        rows: The table's columns, typed, and `line`.
        table: One of `schema.TABLES`.
    """
    lines: dict[str, list[pl.DataFrame]] = defaultdict(list)
    for part in rows.iter_slices(_AT_ONCE):
        for rule, broken in _broken(part, table):
            lines[rule].append(broken)
    for rule, parts in lines.items():
        reason = pl.lit(f"Expected that {_sentence(table, rule)}").alias("reason")
        yield _fields(table, rule), pl.concat(parts).with_columns(reason)


def _broken(rows: pl.DataFrame, table: str) -> Iterator[tuple[str, pl.DataFrame]]:
    """For each rule that rows break: the `line` of each."""
    failure = _lined(table).filter(rows.lazy()).failure
    details = failure.details()
    for rule in failure.counts().keys() - _told_by_parts(table):
        yield rule, details.filter(pl.col(rule) == "invalid").select("line")


@cache
def _lined(table: str) -> type[dy.Schema]:
    """The table's schema with `line`, and without a key: `duplicates` looked after it."""
    schema = TABLES[table]
    columns = {name: copy(schema.columns()[name]) for name in schema.primary_key()}
    for column in columns.values():
        column.primary_key = False
    lined = columns | {"line": dy.Int64(nullable=False)}
    made = new_class(f"Lined{schema.__name__}", (schema,), exec_body=_with(lined))
    return cast("type[dy.Schema]", made)


def _with(columns: dict[str, dy.Column]) -> Callable[[dict[str, Any]], None]:
    return lambda namespace: namespace.update(columns)


def _told_by_parts(table: str) -> set[str]:
    """Composed ids are empty where a part is, and the part is what a person mends."""
    columns = TABLES[table].columns()
    composed = (c for c in columns if "composed_of" in column_metadata(table, c))
    return {f"{column}|nullability" for column in composed}


def _sentence(table: str, rule: str) -> str:
    column, _, check = rule.rpartition("|")
    bound = getattr(TABLES[table].columns().get(column), check, None)
    if check in _BOUNDS and bound is not None:
        return f"{column} {_BOUNDS[check]} {bound}"
    return sentence(rule)


_BOUNDS = {
    "min": "is at least",
    "max": "is at most",
    "min_exclusive": "is more than",
    "max_exclusive": "is less than",
}


def _fields(table: str, rule: str) -> list[str]:
    schema = TABLES[table]
    column = rule.rpartition("|")[0]
    if column:
        return [column]
    expression: pl.Expr = getattr(schema, rule).make(schema).expr
    return expression.meta.root_names()
