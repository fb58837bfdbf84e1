"""Shares of counts, with the limits that every page tells beside them."""

import polars as pl

from insight.statistics.proportions import wilson

SHARE = "share"


def with_share(
    counts: pl.DataFrame, part: str, *, of: str = "n", name: str = SHARE
) -> pl.DataFrame:
    """Rows of `part` of `of` with their share and its Wilson limits, null of nothing.

    Args:
        counts: Columns `part` and `of`, whole numbers.
        part: What is counted.
        of: Among how many.
        name: What the share is called; its limits are `low` and `high` where that is
            `share`, else the name with `_low` and `_high`.
    """
    low, high = wilson(counts[part], counts[of])
    before = "" if name == SHARE else f"{name}_"
    return counts.with_columns(
        (pl.col(part) / pl.col(of)).fill_nan(None).alias(name),
        pl.Series(f"{before}low", low).fill_nan(None),
        pl.Series(f"{before}high", high).fill_nan(None),
    )
