"""Refused rows reported in the words of the file: line, column, value, reason."""

from collections.abc import Sequence

import polars as pl

from insight.intake.mapping import Mapping
from insight.intake.text_table import LONGEST_SHOWN, SHOWN_START, TextTable


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
    columns = [mapping.columns[field] for field in fields if field in mapping.columns]
    names = [mapping.columns.get(field, field) for field in fields]
    values = text.rows.select(
        pl.concat_str(columns, separator=", ", ignore_nulls=True).alias("value")
        if columns
        else pl.lit(None, dtype=pl.String).alias("value")
    )
    cells = values.with_columns(_shortened(), line=text.lines)
    return found.join(cells, on="line", how="left").select(
        "line", pl.lit(", ".join(names)).alias("column"), "value", "reason"
    )


def _shortened() -> pl.Expr:
    cut = pl.when(pl.col("value").str.len_chars() > LONGEST_SHOWN)
    return cut.then(pl.col("value").str.slice(0, SHOWN_START) + "…").otherwise("value")
