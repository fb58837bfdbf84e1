"""Promises to leavers that are due: exports asked for and not sent, closings overdue."""

from datetime import date

import polars as pl

from insight.metrics.calendar import day_of
from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.narrow import Tables, day, numbers
from insight.metrics.selection import Selection
from insight.settings import Choices

EXPORT, CLOSING = "export", "closing"
COLUMNS = ("exit_id", "account", "exit", "promise", "asked", "due", "handled_by")


def open_promises(
    tables: Tables, *, accounts: pl.DataFrame, as_of: date, choices: Choices
) -> pl.DataFrame:
    """What was promised by `as_of` and not kept by then, also before the exit itself.

    An export is due from the day it was asked for (of the request to leave, where no
    other day is known), a closing once the request is older than `close_within_days`.

    Returns:
        One row per promise: `exit_id`, `account`, `exit` (day), `promise` ("export" or
        "closing"), `asked` and `due` (days), `handled_by`.
    """
    records = tables["exits"].join(numbers(accounts), on="account_id")
    wanted = pl.coalesce("export_requested_date", "cancel_requested_date")
    rows = (
        tables["offboarding"]
        .join(records.select("exit_id", "account", "exit_date"), on="exit_id")
        .with_columns(wanted=wanted, handled_by="owner", exit=day("exit_date"))
    )
    sent = pl.col("export_delivered").fill_null(value=False)
    unsent = pl.when(pl.col("export_delivered_date").is_null()).then(~sent)
    exports = rows.filter(
        pl.col("export_requested"),
        unsent.otherwise(pl.col("export_delivered_date") > as_of),
    ).with_columns(promise=pl.lit(EXPORT), asked=day("wanted"), due=day("wanted"))
    left_open = pl.col("closed_date").is_null() | (pl.col("closed_date") > as_of)
    asked = day("cancel_requested_date")
    closings = rows.filter(left_open).with_columns(
        promise=pl.lit(CLOSING), asked=asked, due=asked + choices.close_within_days
    )
    both = pl.concat([exports.select(COLUMNS), closings.select(COLUMNS)])
    overdue = (pl.col("promise") == EXPORT) | (pl.col("due") < day_of(as_of))
    return both.filter(pl.col("asked") <= day_of(as_of), overdue)


def promises_due(facts: Facts, selection: Selection) -> pl.DataFrame:
    """The open promises to the chosen accounts, the latest asked for first.

    Returns:
        `promise`, `account_id`, `account_name`, `asked` (date), `days_waiting` (since
        asked), `days_overdue`, `exit_date`, `handled_by`, `exit_id`.
    """
    today = facts.as_of_day
    rows = polars(selection.of_accounts(facts.promises))
    return (
        rows.with_columns(
            days_waiting=today - pl.col("asked"), days_overdue=today - pl.col("due")
        )
        .sort("asked", "account_id", descending=[True, False])
        .select(
            "promise",
            "account_id",
            "account_name",
            _date("asked"),
            "days_waiting",
            "days_overdue",
            _date("exit").alias("exit_date"),
            "handled_by",
            "exit_id",
        )
    )


def _date(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int32).cast(pl.Date)
