"""Rows without an id of their own that are known under another day: one row, no twin."""

import polars as pl

from insight.intake.mapped_file import MappedFile
from insight.schema import TABLES

DATED = {
    "exits": ("account_id", "exit_date"),
    "win_backs": ("account_id", "return_date"),
    "subscriptions": ("subscription_id", "start_date"),
}
"""Tables whose missing ids are composed: of whom, and of which day, each row tells."""
Found = tuple[list[str], pl.DataFrame]


def has_own_ids(file: MappedFile) -> bool:
    """Whether the file itself says which row is which."""
    (key,) = TABLES[file.mapping.table].primary_key()
    return file.mapping.table not in DATED or key in file.mapping.columns


def has_phases(file: MappedFile, rows: pl.DataFrame) -> bool:
    """Whether a file of subscriptions tells of their history: several rows of one."""
    return has_own_ids(file) or rows["subscription_id"].is_duplicated().any()


def as_known(
    rows: pl.DataFrame, known: pl.DataFrame, *, table: str, within: int
) -> pl.DataFrame:
    """Rows under the id of the one known row of theirs that is near; days as the file has.

    Args:
        rows: The table's columns, and `line`.
        known: The table as it is known.
        table: One of `DATED`.
        within: Days between both, at most.
    """
    (key,) = TABLES[table].primary_key()
    pairs = _near(rows, known, table=table, within=within)
    alone = pairs.filter(pl.len().over("line") == 1).sort("apart", "line")
    once = alone.unique("same", keep="first", maintain_order=True)
    return (
        rows.join(
            once.select("line", "same"), on="line", how="left", maintain_order="left"
        )
        .with_columns(pl.coalesce("same", key).alias(key))
        .drop("same")
    )


def near_two(
    rows: pl.DataFrame, known: pl.DataFrame, *, table: str, within: int
) -> Found:
    """Rows near two known ones, of which nobody can say which they correct."""
    pairs = _near(rows, known, table=table, within=within)
    two = pairs.group_by("line").agg("same").filter(pl.col("same").list.len() > 1)
    reason = "Expected one known row near that day, there are {}: add the column {}"
    (key,) = TABLES[table].primary_key()
    listed = pl.col("same").list.sort().list.join(", ")
    told = two.select("line", reason=pl.format(reason, listed, pl.lit(key)))
    return [*DATED[table]], told.sort("line")


def _near(
    rows: pl.DataFrame, known: pl.DataFrame, *, table: str, within: int
) -> pl.DataFrame:
    """`line`, `same`, `apart`: unknown rows, and known ones that no row names."""
    (key,) = TABLES[table].primary_key()
    who, day = DATED[table]
    unknown = rows.join(known, on=key, how="anti")
    free = known.join(rows, on=key, how="anti").select(
        who, same=key, known_account="account_id", known_day=day
    )
    apart = (pl.col(day) - pl.col("known_day")).dt.total_days().abs()
    return (
        unknown.select("line", pl.col("account_id").alias("account"), who, day)
        .join(free, on=who)
        .filter(pl.col("account") == pl.col("known_account"))
        .with_columns(apart=apart)
        .filter(pl.col("apart") <= within)
        .select("line", "same", "apart")
    )
