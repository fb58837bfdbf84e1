"""What a row may not say given the other tables: the order of a customer's days."""

from collections.abc import Iterator, Mapping

import polars as pl

Found = tuple[list[str], pl.DataFrame]


def against_history(
    rows: pl.DataFrame, *, table: str, tables: Mapping[str, pl.DataFrame]
) -> Iterator[Found]:
    """For each rule across tables that rows break: its fields, `line` and `reason`.

    Args:
        rows: Accepted rows of one file, and `line`.
        table: The table they fill.
        tables: The store's tables with what the drop adds to them so far.
    """
    if table == "exits" and "accounts" in tables:
        yield ["account_id", "exit_date"], _before_first_day(rows, tables["accounts"])
    if table == "win_backs" and "exits" in tables:
        yield ["account_id", "return_date"], _before_any_exit(rows, tables["exits"])


def returns_without_exit(win_backs: pl.DataFrame, *, exits: pl.DataFrame) -> int:
    """Count of returns whose account has no exit record at all."""
    return win_backs.join(exits, on="account_id", how="anti").height


def exits_without_spell(
    exits: pl.DataFrame, *, subscriptions: pl.DataFrame, match_days: int
) -> int:
    """Count of exits of accounts with subscriptions none of which ends near the exit."""
    paying = exits.join(subscriptions, on="account_id", how="semi")
    ends = subscriptions.select("account_id", "end_date").drop_nulls()
    apart = (pl.col("exit_date") - pl.col("end_date")).dt.total_days().abs()
    ended = paying.join(ends, on="account_id").filter(apart <= match_days)
    return paying.join(ended, on="exit_id", how="anti").height


def _before_first_day(exits: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    first_days = accounts.select("account_id", "start_date")
    early = exits.join(first_days, on="account_id").filter(
        pl.col("exit_date") < pl.col("start_date")
    )
    sentence = "Expected that an exit is not before the account's first day, {}"
    return early.select("line", reason=pl.format(sentence, "start_date"))


def _before_any_exit(win_backs: pl.DataFrame, exits: pl.DataFrame) -> pl.DataFrame:
    first_exits = exits.group_by("account_id").agg(pl.col("exit_date").min())
    early = win_backs.join(first_exits, on="account_id").filter(
        pl.col("return_date") < pl.col("exit_date")
    )
    sentence = "Expected that a return is not before the account's first exit, {}"
    return early.select("line", reason=pl.format(sentence, "exit_date"))
