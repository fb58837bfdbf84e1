"""Rows of one customer beside each other: what another of its rows says of this one."""

import polars as pl


def has_row_that(
    condition: pl.Expr, *, before: pl.Expr, of: str, this: pl.Expr
) -> pl.Expr:
    """Has the same `of` a row for which `condition` holds, not later than this one?"""
    first = pl.when(condition).then(before).min().over(of)
    return (first <= this).fill_null(value=False)


def kept_another(
    account: str, start: pl.Expr, end: pl.Expr, *, is_paid: pl.Expr | None = None
) -> pl.Expr:
    """Had the account another row that ran on past the end of this one, and was paid?"""
    paid = pl.lit(value=True) if is_paid is None else is_paid.fill_null(value=True)
    columns = pl.struct(
        pl.col(account).alias("account"),
        start.alias("start"),
        end.alias("end"),
        paid.alias("paid"),
    )
    return columns.map_batches(_ran_on, return_dtype=pl.Boolean)


def ended_beside(account: str, end: pl.Expr, *says: pl.Expr) -> pl.Expr:
    """Does another row of the account, that ended on the same day, tell of the exit?

    That is the one which fills the first of `says`, then the next; else the first row.
    """
    columns = pl.struct(
        pl.col(account).alias("account"),
        end.alias("end"),
        *(said.is_null().alias(f"lacks {n}") for n, said in enumerate(says)),
    )
    return columns.map_batches(_is_told_before, return_dtype=pl.Boolean)


def _is_told_before(rows: pl.Series) -> pl.Series:
    own = rows.struct.unnest().with_row_index("row")
    ended = own.drop_nulls(["account", "end"])
    lacks = [name for name in own.columns if name.startswith("lacks")]
    first = ended.sort(*lacks, "row").unique(
        ["account", "end"], keep="first", maintain_order=True
    )
    others = ended.join(first, on="row", how="anti")
    return own["row"].is_in(others["row"].implode())


def _ran_on(rows: pl.Series) -> pl.Series:
    own = rows.struct.unnest().with_row_index("row")
    other = own.filter("paid").select(
        "account", since="start", until="end", other="row"
    )
    runs_on = (
        (pl.col("row") != pl.col("other"))
        & (pl.col("since") <= pl.col("end"))
        & (pl.col("until").is_null() | (pl.col("until") > pl.col("end")))
    )
    kept = own.join(other, on="account").filter(runs_on)
    return own["row"].is_in(kept["row"].implode())
