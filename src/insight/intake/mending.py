"""Refused rows as a file that can be mended and brought again."""

import json
from collections.abc import Collection
from dataclasses import replace

import polars as pl

from insight.intake.text_table import TextTable

LINE, BECAUSE = "Refused line", "Refused because"


def whole_rows(
    text: TextTable, refused: pl.DataFrame, *, kept: Collection[str] | None = None
) -> pl.DataFrame:
    """The rows behind refusals as they are in the file: `line`, `cells` (JSON).

    Records that are no row of the table, such as one with a cell too many, have none.

    Args:
        text: The file.
        refused: Its refusals (`REFUSED` columns).
        kept: The columns whose cells are told, the others are empty; without it all are.
    """
    shown = text.columns if kept is None else kept
    told = [
        pl.col(name) if name in shown else pl.lit(None, pl.String).alias(name)
        for name in text.columns
        if name not in text.made
    ]
    cells = pl.struct(told).struct.json_encode()
    rows = text.rows.select(cells=cells).with_columns(line=text.lines)
    behind = rows.join(refused, on="line", how="semi", maintain_order="left")
    return behind.select(pl.col("line").cast(pl.Int64), "cells")


def without_raw_rows(refused: pl.DataFrame) -> pl.DataFrame:
    """Refusals without the rows that cannot be split into columns of the file.

    Nobody can say of those which of their cells are mapped.
    """
    raw = pl.col("column").is_null()
    return refused.with_columns(value=pl.when(~raw).then("value"))


def mendable(rows: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    """Each refused record once: the file's own columns, its line, and every reason.

    Args:
        rows: What `whole_rows` gave.
        refused: The refusals (`REFUSED` columns).
    """
    cells = cells_of(rows)
    whole = cells.with_columns(rows["line"].alias(LINE))
    reasons = _reasons(refused)
    return reasons.join(whole, on=LINE, how="left", maintain_order="left").select(
        *cells.columns, LINE, BECAUSE
    )


def cells_of(rows: pl.DataFrame) -> pl.DataFrame:
    """What `whole_rows` gave, as the columns of the file."""
    cells = [json.loads(row) for row in rows["cells"]]
    names = list(cells[0]) if cells else []
    return pl.DataFrame(cells, dict.fromkeys(names, pl.String))


def without_reasons(text: TextTable) -> TextTable:
    """A file without the columns that `mendable` added to it."""
    ours = {LINE, BECAUSE}
    if not ours <= set(text.columns):
        return text
    columns = tuple(name for name in text.columns if name not in ours)
    note = "The columns that say why rows were refused are left out."
    return replace(
        text,
        columns=columns,
        rows=text.rows.select(columns),
        notes=(*text.notes, note),
    )


def _reasons(refused: pl.DataFrame) -> pl.DataFrame:
    """Every reason against a record in one cell, beside the column and what was found."""
    column, value = pl.col("column"), pl.col("value")
    reason = pl.concat_str(
        pl.when(column.is_not_null()).then(pl.format("{}: ", column)),
        "reason",
        pl.when(value.is_not_null()).then(pl.format(", found “{}”", value)),
        ignore_nulls=True,
    )
    return (
        refused.select(pl.col("line").alias(LINE), reason.alias(BECAUSE))
        .group_by(LINE, maintain_order=True)
        .agg(pl.col(BECAUSE).str.join("; "))
    )
