"""Cohorts averaged by age."""

import polars as pl


def averages_by_age(cohorts: pl.DataFrame) -> pl.DataFrame:
    """One row per age: retention over the cohorts that have reached it.

    Each age averages other cohorts than the one before (the young ones drop out), so a
    step between two ages is not what any cohort did: show `cohorts` beside it.

    Args:
        cohorts: `k` (months since the start), `retention` (0-1, null in the future) and
            `size`, the weight: accounts or opening MRR, as in `retention.cohorts`.

    Returns:
        `k`, `cohorts`, `size` (summed) and `retention`, weighted by size.
    """
    return (
        cohorts.filter(pl.col("retention").is_not_null())
        .group_by("k")
        .agg(
            cohorts=pl.len().cast(pl.Int64),
            total=pl.col("size").sum(),
            retention=(pl.col("retention") * pl.col("size")).sum()
            / pl.col("size").sum(),
        )
        .sort("k")
        .select("k", "cohorts", pl.col("total").alias("size"), "retention")
    )
