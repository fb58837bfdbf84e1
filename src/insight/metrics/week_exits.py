"""The exits and returns of one week, with what a meeting wants to know of each."""

import narwhals as nw
import polars as pl

from insight.metrics.experience import PROMISES
from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, beside, polars
from insight.metrics.money import to_units
from insight.metrics.selection import Selection
from insight.metrics.week import Week


def week_exits(facts: Facts, selection: Selection, *, week: Week) -> pl.DataFrame:
    """One row per customer lost in the week, the one who paid most first.

    The selection's accounts count, not its months.

    Returns:
        `exit_id` (null without a record), `exit_date`, `account_id`, `account_name`,
        `segment`, `plan`, `mrr` (last paid, units of the currency), `provisional`,
        `reason` and `stated_reason` (codes), `control`, `comment`, `recorded_by`,
        `handled_by`, one column per promise of `PROMISES` (1 kept, 0 broken, null),
        `good`, `nps` and `ease` (their answers), and of the issues open on the day
        before the exit `issues`, `oldest_days`, `festering` (older than
        `festering_days` and not of low severity).
    """
    left = polars(in_week(selection.of_accounts(facts.exits), week, day="day"))
    chosen = beside(facts.quality, left.select("exit_id").drop_nulls())
    answers = facts.quality.select("exit_id", "handled_by", "nps", "ease", *PROMISES)
    said = polars(answers.join(chosen, on="exit_id"))
    return (
        left.join(said, on="exit_id", how="left")
        .join(_issues(facts, left), on=["account", "day"], how="left")
        .with_columns(
            to_units("mrr"),
            pl.col("issues", "festering").fill_null(0),
            exit_date=_date("day"),
            reason="reason_code",
            stated_reason="stated_reason_code",
        )
        .sort("mrr", "account_id", descending=[True, False], nulls_last=True)
        .select(
            "exit_id", "exit_date", "account_id", "account_name", "segment", "plan",
            "mrr", "provisional", "reason", "stated_reason", "control", "comment",
            "recorded_by", "handled_by", *PROMISES, "good", "nps", "ease", "issues",
            "oldest_days", "festering",
        )
    )  # fmt: skip


def week_offers(facts: Facts, exits: pl.DataFrame) -> pl.DataFrame:
    """What was offered in the requests that led to these exits, the earliest first.

    Returns:
        `exit_id`, `offered` (date), `offer_type`, `times_presented`, `response`.
    """
    chosen = beside(facts.requests, exits.select("exit_id").drop_nulls())
    of_exits = facts.requests.select("request_id", "exit_id").join(chosen, on="exit_id")
    return (
        polars(facts.offers.join(of_exits, on="request_id"))
        .sort("offered", "offer_id")
        .select(
            "exit_id", _date("offered"), "offer_type", "times_presented", "response"
        )
    )


def week_returns(facts: Facts, selection: Selection, *, week: Week) -> pl.DataFrame:
    """One row per customer who came back in the week, the one who pays most first.

    Returns:
        `return_date`, `account_id`, `account_name`, `segment`, `exit_date`, `days`
        (away), `last_mrr` and `return_mrr` (units of the currency), `reason` (code) of
        the exit.
    """
    back = in_week(selection.of_accounts(facts.exits), week, day="return_day")
    return (
        polars(back)
        .with_columns(to_units("mrr"), to_units("return_mrr"))
        .sort("return_mrr", "account_id", descending=[True, False], nulls_last=True)
        .select(
            _date("return_day").alias("return_date"),
            "account_id",
            "account_name",
            "segment",
            _date("day").alias("exit_date"),
            "days",
            pl.col("mrr").alias("last_mrr"),
            "return_mrr",
            pl.col("reason_code").alias("reason"),
        )
    )


def in_week(frame: Frame, week: Week, *, day: str) -> Frame:
    """The rows whose `day` lies in the week."""
    first, last = week.days
    return frame.filter(nw.col(day) >= first, nw.col(day) <= last)


def _issues(facts: Facts, left: pl.DataFrame) -> pl.DataFrame:
    """Issues open on the day before each exit: how many, how old, how many festering."""
    before = pl.col("day") - 1
    age = before - pl.col("opened")
    still_open = pl.col("resolved").is_null() | (pl.col("resolved") > before)
    old = (age > facts.choices.festering_days) & (pl.col("severity") != "low")
    exits = left.select("account", "day").unique()
    theirs = facts.issues.join(beside(facts.issues, exits), on="account")
    return (
        polars(theirs.select("account", "day", "opened", "resolved", "severity"))
        .filter(pl.col("opened") <= before, still_open)
        .group_by("account", "day")
        .agg(
            issues=pl.len().cast(pl.Int64),
            oldest_days=age.max(),
            festering=old.sum().cast(pl.Int64),
        )
    )


def _date(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int32).cast(pl.Date)
