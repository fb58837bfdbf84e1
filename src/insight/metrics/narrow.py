"""Stored tables as narrow frames: integer accounts, days and money, test accounts gone."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from insight.metrics.calendar import day_of
from insight.metrics.money import in_micros, monthly_micros, rates
from insight.settings import Choices
from insight.taxonomy import CONTROL_OF_GROUP, REASONS, Control, ReasonGroup

NOT_KNOWN = "not known"
Tables = Mapping[str, pl.DataFrame]


def accounts(tables: Tables, *, as_of: date) -> pl.DataFrame:
    """One row per real account, numbered by id.

    Returns:
        `account` (Int64), `account_id`, `account_name`, `segment`, `region`, `fit`,
        `owner`, `start`, `ceased` (days), `merged_into` (account), `merged` (day) of a
        merge that had happened by `as_of`, and what they said of being contacted again:
        `consent` (null where not known), `rest_until` (day).
    """
    real = tables["accounts"].filter(~pl.col("is_test").fill_null(value=False))
    numbered = real.sort("account_id").with_row_index("account")
    numbers = numbered.select(
        merged_into_account_id="account_id",
        merged_into=pl.col("account").cast(pl.Int64),
    )
    happened = (pl.col("merged") <= day_of(as_of)) & pl.col("merged_into").is_not_null()
    return (
        numbered.join(numbers, on="merged_into_account_id", how="left")
        .with_columns(
            pl.col("account").cast(pl.Int64),
            pl.col("account_name").fill_null(pl.col("account_id")),
            pl.col("segment", "region", "fit", "owner").fill_null(NOT_KNOWN),
            start=day("start_date"),
            ceased=day("entity_ceased_date"),
            merged=day("merged_date"),
            consent="consent_to_contact",
            rest_until=day("do_not_contact_before"),
        )
        .with_columns(pl.when(happened).then(pl.col("merged_into", "merged")))
        .select(
            "account", "account_id", "account_name", "segment", "region", "fit",
            "owner", "start", "ceased", "merged_into", "merged", "consent", "rest_until",
        )
        .sort("account")
    )  # fmt: skip


def phases(
    tables: Tables, *, accounts: pl.DataFrame, as_of: date, choices: Choices
) -> pl.DataFrame:
    """One row per paid, past due or paused phase that had begun by `as_of`.

    Trials and phases that cost nothing are left out. `end` is exclusive and at most
    the day after `as_of`, so that an end in the future reads as still running.

    Returns:
        `account`, `subscription_id`, `plan`, `status`, `start`, `end` (days), `mrr`
        (millionths, the price also while paused) and `yearly` (1 or 0): how it is paid.
    """
    horizon = day_of(as_of) + 1
    return (
        tables["subscriptions"]
        .filter(pl.col("status") != "trial", pl.col("amount") > 0)
        .join(numbers(accounts), on="account_id")
        .pipe(_with_rate, tables=tables, currency=choices.currency)
        .select(
            "account",
            "subscription_id",
            "status",
            plan=pl.col("plan_id").fill_null(NOT_KNOWN),
            start=day("start_date"),
            end=day("end_date").fill_null(horizon).clip(upper_bound=horizon),
            mrr=monthly_micros(),
            yearly=(pl.col("billing_interval") == "year").cast(pl.Int64),
        )
        .filter(pl.col("start") < pl.col("end"))
    )


def ended(tables: Tables, *, accounts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """`account`, `end` of every subscription phase, free or paid, over by `as_of`."""
    return (
        tables["subscriptions"]
        .filter(pl.col("end_date") <= as_of)
        .join(numbers(accounts), on="account_id")
        .select("account", end=day("end_date"))
    )


def records(
    tables: Tables, *, accounts: pl.DataFrame, as_of: date, choices: Choices
) -> pl.DataFrame:
    """One row per exit record of a real account with an exit date up to `as_of`.

    Returns:
        `account`, `record` (a number in order of account and day), `exit_id`, `day`,
        `notice`, `reason_code`, `reason_group` and `control` (from the record, else
        from the taxonomy), `stated_reason_code`, `contributing_reason_codes`,
        `recorded_by`, `reason_forced`, `comment`, `mrr` (millionths).
    """
    return (
        tables["exits"]
        .with_columns(day=day("exit_date"))
        .filter(pl.col("day") <= day_of(as_of))
        .join(numbers(accounts), on="account_id")
        .pipe(_with_rate, tables=tables, currency=choices.currency)
        .select(
            "account",
            "exit_id",
            "day",
            "reason_group",
            "stated_reason_code",
            "contributing_reason_codes",
            "recorded_by",
            "reason_forced",
            "comment",
            reason_code=pl.col("reason_code").fill_null("not_asked"),
            control=pl.col("control_override"),
            notice=day("notice_date"),
            mrr=in_micros("last_mrr"),
        )
        .pipe(coded)
        .sort("account", "day", "exit_id")
        .with_row_index("record")
        .with_columns(pl.col("record").cast(pl.Int64))
    )


def win_backs(
    tables: Tables, *, accounts: pl.DataFrame, as_of: date, choices: Choices
) -> pl.DataFrame:
    """`account`, `day`, `mrr` of each recorded return up to `as_of`."""
    return (
        tables["win_backs"]
        .with_columns(day=day("return_date"))
        .filter(pl.col("day") <= day_of(as_of))
        .join(numbers(accounts), on="account_id")
        .pipe(_with_rate, tables=tables, currency=choices.currency)
        .select("account", "day", mrr=in_micros("mrr"))
    )


def coded(records: pl.DataFrame) -> pl.DataFrame:
    """Group and control filled from the taxonomy, or control from a group given.

    Args:
        records: `reason_code`, and `reason_group` and `control` or null.
    """
    known = pl.DataFrame(
        [(r.code, r.group, r.control) for r in REASONS.values()],
        schema=["reason_code", "known_group", "known_control"],
        orient="row",
    )
    of_group = pl.col("reason_group").replace_strict(
        CONTROL_OF_GROUP, default=Control.UNKNOWN, return_dtype=pl.String
    )
    return (
        records.join(known, on="reason_code", how="left")
        .with_columns(
            pl.coalesce("reason_group", "known_group").fill_null(ReasonGroup.UNKNOWN)
        )
        .with_columns(pl.coalesce("control", "known_control", of_group))
        .drop("known_group", "known_control")
    )


def numbers(accounts: pl.DataFrame) -> pl.DataFrame:
    """`account_id`, `account`: ids with their numbers."""
    return accounts.select("account_id", "account")


def day(column: str) -> pl.Expr:
    """A date column as day numbers."""
    return pl.col(column).cast(pl.Int32).cast(pl.Int64)


def _with_rate(frame: pl.DataFrame, *, tables: Tables, currency: str) -> pl.DataFrame:
    known = rates(tables["fx_rates"], currency=currency)
    return frame.with_columns(pl.col("currency").fill_null(currency)).join(
        known, on="currency", how="left"
    )
