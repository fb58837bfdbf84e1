"""Reasons named at all: as the primary one or as one of up to three contributing ones."""

import narwhals as nw
import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.reasons import Basis, exits_of
from insight.metrics.selection import Selection
from insight.statistics.proportions import wilson
from insight.taxonomy import reason_of


def named_counts(
    facts: Facts, selection: Selection, *, basis: Basis = Basis.RECORDS
) -> pl.DataFrame:
    """One row per reason named at all, the most often named first.

    An exit names up to four reasons, so shares add up to more than 1; a reason named
    twice in one exit counts once. Every exit has a primary reason, also an unknown one.

    Returns:
        `code`, `label`, `exits` that name it, `primary` and `contributing` of them,
        `n` (all exits) and `share` of n with `low`, `high` (Wilson).
    """
    named = ["reason_code", "contributing_reason_codes"]
    sets = exits_of(facts, selection, basis=basis).group_by(named).agg(exits=nw.len())
    rows = (
        polars(sets).with_row_index("row").with_columns(pl.col("exits").cast(pl.Int64))
    )
    counts = (
        _named(rows)
        .group_by("code")
        .agg(pl.col("exits").sum(), primary=pl.col("exits").filter("primary").sum())
        .with_columns(n=pl.lit(rows["exits"].sum(), dtype=pl.Int64))
        .sort("exits", "primary", "code", descending=[True, True, False])
    )
    low, high = wilson(counts["exits"], counts["n"])
    return counts.select(
        "code",
        pl.col("code").map_elements(_label, return_dtype=pl.String).alias("label"),
        "exits",
        "primary",
        contributing=pl.col("exits") - pl.col("primary"),
        n="n",
        share=pl.col("exits") / pl.col("n"),
        low=pl.Series(low),
        high=pl.Series(high),
    )


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    """`row`, `code`, `primary`, `exits`: each reason once per set of them."""
    primary = rows.select("row", code="reason_code", primary=True)
    contributing = (
        rows.select("row", code=pl.col("contributing_reason_codes").str.split("|"))
        .explode("code", empty_as_null=False)
        .select("row", pl.col("code").str.strip_chars(), primary=pl.lit(value=False))
        .filter(pl.col("code").str.len_chars() > 0)
    )
    named = pl.concat([primary, contributing])
    once = named.group_by("row", "code").agg(pl.col("primary").any())
    return once.join(rows.select("row", "exits"), on="row")


def _label(code: str) -> str:
    return reason_of(code).label
