"""What may be shown of a share when it rests on few cases (docs/metrics.md, "Small n")."""

from enum import StrEnum

import polars as pl

from insight.settings import Choices

WIDEST_COLOURED = 0.30


class Shown(StrEnum):
    """How much of a share is shown."""

    COUNTS = "counts"
    GREY = "grey"
    FULL = "full"


def shown(choices: Choices) -> pl.Expr:
    """`Shown` of a row with `n` and the interval `low`, `high`.

    Below `counts_only_below` cases only counts; below `full_display_from`, or with an
    interval wider than 30 points, the share in grey; else everything.
    """
    wide = pl.col("high") - pl.col("low") > WIDEST_COLOURED
    return (
        pl.when((pl.col("n") < choices.counts_only_below) | pl.col("share").is_null())
        .then(pl.lit(Shown.COUNTS))
        .when((pl.col("n") < choices.full_display_from) | wide.fill_null(value=True))
        .then(pl.lit(Shown.GREY))
        .otherwise(pl.lit(Shown.FULL))
        .alias("shown")
    )


def ranked(rows: pl.DataFrame, *, by: str, choices: Choices) -> pl.DataFrame:
    """Rows from the largest to the smallest, or by name where n is too small to rank."""
    if rows.is_empty() or rows["n"].max() < choices.full_display_from:  # type: ignore[operator]
        return rows.sort("label")
    return rows.sort(by, descending=True, maintain_order=True)
