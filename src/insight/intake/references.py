"""Rows that name an account, an exit or a request that nobody knows."""

from collections.abc import Collection, Iterator, Mapping

import polars as pl

from insight.schema import TABLES, column_metadata

_ONE = {
    "accounts": "an account",
    "exits": "an exit record",
    "cancellation_requests": "a cancellation request",
}
_UNKNOWN = "Expected {} that is in the store or in this drop"


def unknown_reasons() -> tuple[str, ...]:
    """What is said of rows that name what nobody knows."""
    return tuple(_UNKNOWN.format(one) for one in _ONE.values())


def unknown_references(
    rows: pl.DataFrame, *, table: str, known_ids: Mapping[str, Collection[str]]
) -> Iterator[tuple[str, pl.DataFrame]]:
    """For each field that names another table: its `line` and `reason` where unknown.

    Args:
        rows: The table's columns and `line`.
        table: One of `schema.TABLES`.
        known_ids: Ids by table; a table that is not in it is not checked.
    """
    for field in TABLES[table].columns():
        target = column_metadata(table, field).get("references")
        if target is None or target not in known_ids:
            continue
        known = pl.DataFrame(
            {field: list(known_ids[target])}, schema={field: pl.String}
        )
        said = pl.DataFrame([rows["line"], rows[field]]).drop_nulls()
        unknown = said.join(known, on=field, how="anti", maintain_order="left")
        reason = _UNKNOWN.format(_ONE[target])
        yield field, unknown.select("line", reason=pl.lit(reason))
