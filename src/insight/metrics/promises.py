"""Promises to leavers that are due: exports asked for and not sent, closings overdue."""

from datetime import date

import narwhals as nw
import polars as pl

from insight.metrics.calendar import day_of
from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, polars
from insight.metrics.narrow import Tables, day
from insight.metrics.selection import Selection
from insight.settings import Choices

EXPORT, CLOSING = "export", "closing"
COLUMNS = ("exit_id", "account", "exit", "promise", "asked", "due", "handled_by")


def open_promises(tables: Tables, *, as_of: date, choices: Choices) -> Frame:
    """What was promised by `as_of` and not kept by then, also before the exit itself.

    An export is due from the day it was asked for (of the request to leave, where no
    other day is known), a closing once the request is older than `close_within_days`.

    Returns:
        One row per promise: `exit_id`, `account`, `exit` (day), `promise` ("export" or
        "closing"), `asked` and `due` (days), `handled_by`.
    """
    rows = (
        tables["offboarding"]
        .join(tables["exits"].select("exit_id", "account", "exit_date"), on="exit_id")
        .with_columns(handled_by=nw.col("owner"), exit=day("exit_date"))
    )
    wanted = nw.coalesce(day("export_requested_date"), day("cancel_requested_date"))
    exports = rows.filter(nw.col("export_requested"), _unsent(as_of)).with_columns(
        promise=nw.lit(EXPORT), asked=wanted, due=wanted
    )
    left_open = nw.col("closed_date").is_null() | (
        nw.col("closed_date") > day_of(as_of)
    )
    asked = day("cancel_requested_date")
    closings = rows.filter(left_open).with_columns(
        promise=nw.lit(CLOSING), asked=asked, due=asked + choices.close_within_days
    )
    both = nw.concat([exports.select(*COLUMNS), closings.select(*COLUMNS)])
    overdue = (nw.col("promise") == EXPORT) | (nw.col("due") < day_of(as_of))
    return both.filter(nw.col("asked") <= day_of(as_of), overdue)


def _unsent(as_of: date) -> nw.Expr:
    """Whether an export was not sent by then, where it has a day and where it has none."""
    sent = nw.col("export_delivered").fill_null(value=False)
    never = nw.when(nw.col("export_delivered_date").is_null()).then(~sent)
    return never.otherwise(nw.col("export_delivered_date") > day_of(as_of))


def promises_due(facts: Facts, selection: Selection) -> pl.DataFrame:
    """The open promises to the chosen accounts that are still work, the latest first.

    Those asked for more than `promise_days` ago are broken: see `broken_promises`.

    Returns:
        `promise`, `account_id`, `account_name`, `asked` (date), `days_waiting` (since
        asked), `days_overdue`, `exit_date`, `handled_by`, `exit_id`.
    """
    today = facts.as_of_day
    rows = polars(_open(facts, selection, is_broken=False))
    return (
        rows.with_columns(
            days_waiting=today - pl.col("asked"), days_overdue=today - pl.col("due")
        )
        .sort(
            "asked",
            "account_id",
            "promise",
            "exit_id",
            descending=[True, False, False, False],
        )
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


def broken_promises(facts: Facts, selection: Selection) -> int:
    """How many promises to the chosen accounts were not kept within `promise_days`."""
    return int(polars(_open(facts, selection, is_broken=True).select(nw.len())).item())


def _open(facts: Facts, selection: Selection, *, is_broken: bool) -> Frame:
    old = facts.as_of_day - nw.col("asked") > facts.choices.promise_days
    return selection.of_accounts(facts.promises).filter(old if is_broken else ~old)


def _date(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int32).cast(pl.Date)
