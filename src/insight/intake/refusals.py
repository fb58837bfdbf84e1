"""Refused rows reported in the words of the file: line, column, value, reason."""

from collections.abc import Iterable, Sequence

import numpy as np
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
    rows = text.lines.search_sorted(found["line"])
    return found.select(
        "line",
        pl.lit(", ".join(names)).alias("column"),
        _cells(text, columns, rows),
        "reason",
    )


def by_line(refused: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Refused rows of several reasons, each in the order of its lines, as one frame."""
    some = [frame for frame in refused if frame.height]
    if len(some) > 1:
        return pl.concat(some).sort("line")
    return some[0].set_sorted("line") if some else refused_frame(())


def are_among(lines: pl.Series, others: pl.Series) -> pl.Series:
    """Which lines are among others; neither has an empty one."""
    found = np.isin(lines.to_numpy(), others.to_numpy(), kind="table")
    return pl.Series(found, dtype=pl.Boolean)


def without_lines(rows: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    """The rows, each with its `line`, that nothing was refused of."""
    if refused.is_empty():
        return rows
    return rows.filter(~are_among(rows["line"], refused["line"]))


def _cells(text: TextTable, columns: Sequence[str], rows: pl.Series) -> pl.Series:
    """What is shown of the cells of some rows."""
    if not columns:
        return pl.repeat(None, len(rows), dtype=pl.String, eager=True).alias("value")
    parts = text.rows.select(pl.col(column).gather(rows) for column in columns)
    joined = pl.concat_str(columns, separator=", ", ignore_nulls=True)
    value = parts.select(value=joined)["value"]
    is_long = value.str.len_chars() > LONGEST_SHOWN
    return value.to_frame().select(_shortened())["value"] if is_long.any() else value


def _shortened() -> pl.Expr:
    cut = pl.when(pl.col("value").str.len_chars() > LONGEST_SHOWN)
    return cut.then(pl.col("value").str.slice(0, SHOWN_START) + "…").otherwise("value")
