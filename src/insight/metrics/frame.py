"""The frames that facts and insights are written on, and the way in and out.

Polars runs them here, Spark on a cluster; nothing outside this file, `windows` and
`calendar` knows which.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

import narwhals as nw
import polars as pl
import polars.selectors as cs

Frame: TypeAlias = nw.LazyFrame[Any]

REPETITIVE: Final = frozenset(
    {
        "segment", "region", "plan", "fit", "owner", "kind", "status", "end_kind",
        "reason_code", "reason_group", "control", "stated_reason_code",
        "contributing_reason_codes", "recorded_by", "handled_by",
        "severity", "topic", "resolved_how", "scope", "outcome", "offer_type",
        "response", "promise",
    }
)  # fmt: skip
_SPARK_TYPES: Final = {
    pl.Boolean(): "boolean",
    pl.Float64(): "double",
    pl.Int64(): "bigint",
    pl.String(): "string",
}


def lazy(frame: pl.DataFrame) -> Frame:
    """A Polars frame as one that insights are written on."""
    return nw.from_native(frame.lazy())


def scanned(rows: pl.LazyFrame) -> Frame:
    """Rows that Polars has yet to read, such as those of a file."""
    return nw.from_native(rows)


def polars(frame: Frame) -> pl.DataFrame:
    """A small result as a Polars frame, whatever engine computed it."""
    return _collected(frame).with_columns(cs.categorical().cast(pl.String))


def repetitive(frame: Frame) -> Frame:
    """The frame with its `REPETITIVE` text as small numbers, a quarter of the memory.

    They read as text, and are text where rows are in another engine.
    """
    if not is_polars(frame):
        return frame
    there = [name for name in frame.collect_schema().names() if name in REPETITIVE]
    return frame.with_columns(nw.col(*there).cast(nw.Categorical)) if there else frame


def kept(frame: Frame, *, by: str = "") -> Frame:
    """Computed once and kept where it is, for frames that many insights read.

    In memory on Polars, sorted `by` that column where it is there: Polars joins sorted
    rows twice as fast. On Spark on the executors, in memory and on their disks.
    """
    if is_polars(frame):
        rows = _collected(frame)
        return lazy(rows.sort(by, maintain_order=True) if by in rows.columns else rows)
    return _framed(frame.to_native().localCheckpoint())


def kept_together(frames: Sequence[Frame]) -> Frame:
    """Polars frames that are kept as one, without a copy; sorted where that one is."""
    return lazy(pl.concat([_collected(frame) for frame in frames]))


def written(frame: Frame, path: Path) -> Frame:
    """The rows of a Polars frame in a file, read from there whenever they are asked for."""
    frame.to_native().sink_parquet(path)
    return scanned(pl.scan_parquet(path))


def beside(frame: Frame, rows: pl.DataFrame) -> Frame:
    """A few rows of ours on the engine of `frame`, so that the two can be joined."""
    if is_polars(frame):
        return lazy(rows)
    columns = ", ".join(f"`{n}` {_SPARK_TYPES[t]}" for n, t in rows.schema.items())
    session = frame.to_native().sparkSession
    return _framed(session.createDataFrame(rows.rows(), columns))


def is_polars(frame: Frame) -> bool:
    """Whether the rows are in this process."""
    return bool(frame.implementation.is_polars())


def physical(tables: Mapping[str, pl.DataFrame]) -> dict[str, Frame]:
    """Typed tables in the layout of a snapshot, in which every engine reads them.

    Dates become days since 1970 (Int32) and decimals whole numbers of their smallest
    unit (Int64); a table that is laid out so stays as it is.
    """
    return {
        name: lazy(table.select(_integers(table))) for name, table in tables.items()
    }


def _collected(frame: Frame) -> pl.DataFrame:
    collected: pl.DataFrame = frame.collect("polars").to_native()
    return collected


def _framed(native: Any) -> Frame:
    frame: Frame = nw.from_native(native)
    return frame


def _integers(table: pl.DataFrame) -> list[pl.Expr]:
    return [_integer(name, dtype) for name, dtype in table.schema.items()]


def _integer(name: str, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.Decimal):
        return pl.col(name).to_physical().cast(pl.Int64)
    return pl.col(name).cast(pl.Int32) if dtype == pl.Date else pl.col(name)
