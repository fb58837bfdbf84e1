"""Refused rows reported in the words of the file: line, column, value, reason."""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import pairwise

import numpy as np
import polars as pl

from insight.intake.mapping import Mapping
from insight.intake.text_table import (
    LONGEST_SHOWN,
    SHOWN_START,
    TextTable,
    refused_frame,
)

_FEW = 100


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
    return found.select(
        "line",
        pl.lit(", ".join(names)).alias("column"),
        _cells(text, columns, found["line"]),
        "reason",
    )


def by_line(refused: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Refused rows of several reasons as one frame, in the order of their lines."""
    frames = [_in_order(frame) for frame in refused if frame.height]
    return reduce(_merged, frames) if frames else refused_frame(())


def _in_order(refused: pl.DataFrame) -> pl.DataFrame:
    is_in_order = refused["line"].is_sorted()
    return refused.set_sorted("line") if is_in_order else refused.sort("line")


def _merged(refused: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Both in the order of their lines, of one line the first before the others.

    A few go between the others, which stay where they are in memory.
    """
    few, many = sorted((refused, others), key=len)
    if few.height > _FEW:
        return pl.concat([refused, others]).sort("line", maintain_order=True)
    places = many["line"].search_sorted(
        few["line"], "left" if few is refused else "right"
    )
    parts = (
        part
        for place, (begin, end) in enumerate(pairwise([0, *places, many.height]))
        for part in (many[begin:end], few[place : place + 1])
    )
    return pl.concat(parts, rechunk=False).set_sorted("line")


def are_among(lines: pl.Series, others: pl.Series) -> pl.Series:
    """Which lines are among others; neither has an empty one."""
    found = np.isin(lines.to_numpy(), others.to_numpy(), kind="table")
    return pl.Series(found, dtype=pl.Boolean)


def without_lines(rows: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    """The rows, each with its `line`, that nothing was refused of."""
    if refused.is_empty():
        return rows
    return rows.filter(~are_among(rows["line"], refused["line"]))


def _rows_at(text: TextTable, columns: Sequence[str], lines: pl.Series) -> pl.DataFrame:
    if lines.equals(text.lines):
        return text.rows
    places = text.lines.search_sorted(lines)
    return text.rows.select(pl.col(column).gather(places) for column in columns)


def _cells(text: TextTable, columns: Sequence[str], lines: pl.Series) -> pl.Series:
    """What is shown of the cells of the rows in some lines."""
    if not columns:
        return pl.repeat(None, len(lines), dtype=pl.String, eager=True).alias("value")
    rows = _rows_at(text, columns, lines)
    joined = pl.concat_str(columns, separator=", ", ignore_nulls=True)
    value = rows.select(value=joined)["value"]
    is_long = value.str.len_chars() > LONGEST_SHOWN
    return value.to_frame().select(_shortened())["value"] if is_long.any() else value


def _shortened() -> pl.Expr:
    cut = pl.when(pl.col("value").str.len_chars() > LONGEST_SHOWN)
    return cut.then(pl.col("value").str.slice(0, SHOWN_START) + "…").otherwise("value")
