"""Refused rows reported in the words of the file: line, column, value, reason."""

from collections.abc import Sequence

import polars as pl

from insight.intake.mapping import Mapping
from insight.intake.text_table import (
    LONGEST_SHOWN,
    SHOWN_START,
    TextTable,
    refused_frame,
)


def refuse(
    text: TextTable, mapping: Mapping, found: pl.DataFrame, *, fields: Sequence[str]
) -> pl.DataFrame:
    """Refused rows with the file's own columns and cells (`REFUSED` columns).

    Args:
        text: The file.
        mapping: Says which column holds which field.
        found: `line` and `reason` of each refused row.
        fields: What the reason is about.
    """
    if found.is_empty():
        return refused_frame(())
    columns = [mapping.columns[field] for field in fields if field in mapping.columns]
    names = [mapping.columns.get(field, field) for field in fields]
    cells = pl.DataFrame({"line": text.lines, "value": _cells(text, columns)})
    return found.join(cells, on="line", how="left").select(
        "line", pl.lit(", ".join(names)).alias("column"), _shortened(), "reason"
    )


def without_lines(rows: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    """The rows, each with its `line`, that nothing was refused of."""
    if refused.is_empty():
        return rows
    return rows.join(refused, on="line", how="anti", maintain_order="left")


def _cells(text: TextTable, columns: Sequence[str]) -> pl.Series:
    if not columns:
        return pl.repeat(None, text.rows.height, dtype=pl.String, eager=True)
    joined = pl.concat_str(columns, separator=", ", ignore_nulls=True)
    return text.rows.select(value=joined)["value"]


def _shortened() -> pl.Expr:
    cut = pl.when(pl.col("value").str.len_chars() > LONGEST_SHOWN)
    return cut.then(pl.col("value").str.slice(0, SHOWN_START) + "…").otherwise("value")
