"""Parts of measured rows, each made once, so that what follows from them is known again."""

import polars as pl

from insight.remembered import remembered


@remembered
def first(rows: pl.DataFrame, most: int) -> pl.DataFrame:
    """The first rows, `most` of them."""
    return rows.head(most)


@remembered
def only(rows: pl.DataFrame, *names: str) -> pl.DataFrame:
    """These columns, in this order."""
    return rows.select(names)


@remembered
def without(rows: pl.DataFrame, *names: str) -> pl.DataFrame:
    """All columns but these."""
    return rows.drop(names)


@remembered
def where(rows: pl.DataFrame, column: str, value: object) -> pl.DataFrame:
    """The rows with this value in a column."""
    return rows.filter(pl.col(column) == value)
