"""Rows that are there twice: copies count once, a key with two contents is refused."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from insight.intake.refusals import are_among
from insight.schema import TABLES, column_metadata

Hashes = npt.NDArray[np.uint64]
_ODD = np.uint64(0x9E3779B97F4A7C15)


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
    said = [c for c in TABLES[table].columns() if rows[c].null_count() < rows.height]
    first = _without_copies(rows, said or keys)
    is_double = first.select(_is_double(keys))["is_double"]
    return Distinct(
        rows=first.filter(~is_double),
        copies=rows.height - first.height,
        conflicts=_conflicts(first.select("line", *keys).filter(is_double), keys),
    )


def _without_copies(rows: pl.DataFrame, fields: list[str]) -> pl.DataFrame:
    """The first of the rows that say the same; only those with equal hashes can."""
    hashes = _hashes(rows, fields)
    repeated = _repeated(hashes)
    if repeated.is_empty():
        return rows
    alike = rows.filter(pl.Series(hashes).is_in(repeated.implode()))
    first = alike.unique(fields, keep="first", maintain_order=True)
    copies = alike["line"].filter(~are_among(alike["line"], first["line"]))
    return rows.filter(~are_among(rows["line"], copies))


def _hashes(rows: pl.DataFrame, fields: list[str]) -> Hashes:
    """The hash of each row; of all columns at once it would take several times the room."""
    hashes = np.zeros(rows.height, np.uint64)
    for field in fields:
        hashes *= _ODD
        hashes += rows[field].hash().to_numpy()
    return hashes


def _repeated(hashes: Hashes) -> pl.Series:
    """Each of the hashes that is there more than once."""
    ordered = np.sort(hashes)
    again = ordered[1:][ordered[1:] == ordered[:-1]]
    return pl.Series(np.unique(again), dtype=pl.UInt64)


def _is_double(keys: list[str]) -> pl.Expr:
    key = pl.struct(keys) if len(keys) > 1 else pl.col(*keys)
    is_keyed = pl.all_horizontal(pl.col(keys).is_not_null())
    return (is_keyed & key.is_duplicated()).alias("is_double")


def key_fields(table: str) -> list[str]:
    """The columns that tell a table's rows apart, parts of a composed id instead of it."""
    return [
        part
        for key in TABLES[table].primary_key()
        for part in (key, *column_metadata(table, key).get("composed_of", ()))
    ]


def _are_distinct(rows: pl.DataFrame, keys: list[str]) -> bool:
    """Does no key repeat? Keys with other hashes differ, and those take little room."""
    return _repeated(_hashes(rows, keys)).is_empty()


def _conflicts(doubles: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    line = pl.col("line")
    around = doubles.group_by(keys).agg(first=line.min(), last=line.max())
    other = pl.when(line == pl.col("first")).then("last").otherwise("first")
    known = doubles.join(around, on=keys, how="left", maintain_order="left")
    found = known.select("line", other=other)
    return found.join(
        _reasons(found), on="other", how="left", maintain_order="left"
    ).select("line", "reason")


def _reasons(found: pl.DataFrame) -> pl.DataFrame:
    """Each `other` line once, and the reason that names it: many rows may share one."""
    said = "Expected this key once: line {} has it with other values"
    return found.select(pl.col("other").unique()).with_columns(
        reason=pl.format(said, "other")
    )
