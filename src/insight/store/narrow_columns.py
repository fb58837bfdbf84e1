"""Columns as integers, which every engine reads and adds up the same way, and back."""

import polars as pl
import pyarrow as pa

_DIGITS_OF_AN_INTEGER = 19


def narrow(frame: pl.DataFrame) -> pl.DataFrame:
    """Dates as Int32 epoch days, decimals as Int64 of their smallest unit."""
    return frame.select(_narrowed(*column) for column in frame.schema.items())


def typed(frame: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """The columns of `schema`, typed as it says, out of those of `narrow`."""
    return pl.DataFrame(
        [_typed(frame[name], dtype) for name, dtype in schema.items()], schema=schema
    )


def decimals(units: pl.Series, dtype: pl.Decimal) -> pl.Series:
    """Whole smallest units as decimals: the same digits, with the point set."""
    whole = units.to_arrow().cast(pa.decimal128(_DIGITS_OF_AN_INTEGER, 0))
    scaled = pa.decimal128(dtype.precision or 38, dtype.scale)
    pointed = pa.Array.from_buffers(
        scaled, len(whole), whole.buffers(), whole.null_count, whole.offset
    )
    return pl.Series(units.name, pointed, dtype=dtype)


def narrow_schema(schema: pl.Schema) -> pl.Schema:
    """The types of `narrow` for those of a table."""
    return narrow(schema.to_frame()).schema


def _narrowed(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.Decimal):
        return column.to_physical().cast(pl.Int64)
    return column.cast(pl.Int32) if dtype == pl.Date else column


def _typed(column: pl.Series, dtype: pl.DataType) -> pl.Series:
    if isinstance(dtype, pl.Decimal):
        return decimals(column, dtype)
    return column.cast(dtype)
