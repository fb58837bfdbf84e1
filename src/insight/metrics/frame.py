"""The frames that facts and insights are written on, and the way in and out."""

from typing import Any, TypeAlias

import narwhals as nw
import polars as pl

Frame: TypeAlias = nw.LazyFrame[Any]


def lazy(frame: pl.DataFrame) -> Frame:
    """A Polars frame as one that insights are written on."""
    return nw.from_native(frame.lazy())


def polars(frame: Frame) -> pl.DataFrame:
    """A small result as a Polars frame, whatever engine computed it."""
    collected: pl.DataFrame = frame.collect("polars").to_native()
    return collected


def kept(frame: Frame) -> Frame:
    """Computed once and kept in memory, for frames that many insights read."""
    return lazy(polars(frame))
