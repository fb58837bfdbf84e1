"""Champion carry-over: people who left a customer and brought their next company."""

from functools import partial

import narwhals as nw
import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.money import to_units
from insight.metrics.selection import Selection


def champion_carry_over(facts: Facts, selection: Selection) -> pl.DataFrame:
    """New customers through a champion of another one, latest first.

    It is a new customer and no return: counted apart from both. The champion has left
    the old company before the new one paid for the first time.

    Args:
        facts: The facts.
        selection: New customers that began in these months, of these accounts.

    Returns:
        `contact_id`, `from_account`, `to_account` (ids), `from_name`, `to_name` (their
        names, or else ids), `left`, `began` (dates),
        `days` between them, `had_left`: whether the old company was no customer when
        the new one began, and `mrr` of the new one now (units of the currency).
    """
    moved = _moved(facts, selection)
    named = partial(_named, names=_names(facts, moved))
    return (
        moved.with_columns(
            to_units("account_mrr"),
            had_left=~pl.col("contact_id").is_in(_stayed(facts, moved).implode()),
            from_name=named("from_account"),
            to_name=named("to_account"),
        )
        .sort("start", "contact_id", descending=[True, False])
        .select(
            "contact_id",
            "from_account",
            "to_account",
            "from_name",
            "to_name",
            _date("left"),
            _date("start").alias("began"),
            (pl.col("start") - pl.col("left")).alias("days"),
            "had_left",
            pl.col("account_mrr").alias("mrr"),
        )
    )


def _moved(facts: Facts, selection: Selection) -> pl.DataFrame:
    spells = polars(
        selection.of_accounts(facts.spells).select(
            "account_id", "start", "start_month", "account_mrr"
        )
    )
    first = spells.sort("start").unique("account_id", keep="first", maintain_order=True)
    months = pl.col("start_month").is_between(
        selection.first_month, selection.last_month
    )
    return (
        moved_to_accounts(facts)
        .join(first, left_on="to_account", right_on="account_id")
        .filter(pl.col("start") >= pl.col("left"), months)
    )


def moved_to_accounts(facts: Facts) -> pl.DataFrame:
    """Champions who had left by `as_of` for a company that is an account of ours."""
    known = ~nw.col("to_account").is_null()
    return polars(facts.champions.filter(known, nw.col("left") <= facts.as_of_day))


def _stayed(facts: Facts, moved: pl.DataFrame) -> pl.Series:
    """The contacts whose old company was still a customer when the new one began."""
    spells = polars(facts.spells.select("account_id", since="start", until="end"))
    running = pl.col("until").is_null() | (pl.col("until") > pl.col("start"))
    return moved.join(spells, left_on="from_account", right_on="account_id").filter(
        pl.col("since") <= pl.col("start"), running
    )["contact_id"]


def _names(facts: Facts, moved: pl.DataFrame) -> dict[str, str]:
    ids = {*moved["from_account"], *moved["to_account"]}
    known = facts.accounts.filter(nw.col("account_id").is_in(sorted(ids)))
    return dict(polars(known.select("account_id", "account_name")).drop_nulls().rows())


def _named(account: str, *, names: dict[str, str]) -> pl.Expr:
    return pl.col(account).replace(names)


def _date(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int32).cast(pl.Date)
