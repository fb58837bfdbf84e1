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
        `owner`, `start`, `ceased` (days) and `merged_into` (account), `merged` (day)
        of a merge that had happened by `as_of`.
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
            start=_day("start_date"),
            ceased=_day("entity_ceased_date"),
            merged=_day("merged_date"),
        )
        .with_columns(pl.when(happened).then(pl.col("merged_into", "merged")))
        .select(
            "account", "account_id", "account_name", "segment", "region", "fit",
            "owner", "start", "ceased", "merged_into", "merged",
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
        .join(_numbers(accounts), on="account_id")
        .pipe(_with_rate, tables=tables, currency=choices.currency)
        .select(
            "account",
            "subscription_id",
            "status",
            plan=pl.col("plan_id").fill_null(NOT_KNOWN),
            start=_day("start_date"),
            end=_day("end_date").fill_null(horizon).clip(upper_bound=horizon),
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
        .join(_numbers(accounts), on="account_id")
        .select("account", end=_day("end_date"))
    )


def records(
    tables: Tables, *, accounts: pl.DataFrame, as_of: date, choices: Choices
) -> pl.DataFrame:
    """One row per exit record of a real account with an exit date up to `as_of`.

    Returns:
        `account`, `record` (a number in order of account and day), `exit_id`, `day`,
        `notice`, `reason_code`, `reason_group` and `control` (from the record, else
        from the taxonomy), `stated_reason_code`, `comment`, `mrr` (millionths).
    """
    return (
        tables["exits"]
        .with_columns(day=_day("exit_date"))
        .filter(pl.col("day") <= day_of(as_of))
        .join(_numbers(accounts), on="account_id")
        .pipe(_with_rate, tables=tables, currency=choices.currency)
        .select(
            "account",
            "exit_id",
            "day",
            "reason_group",
            "stated_reason_code",
            "comment",
            reason_code=pl.col("reason_code").fill_null("not_asked"),
            control=pl.col("control_override"),
            notice=_day("notice_date"),
            mrr=in_micros("last_mrr"),
        )
        .pipe(_coded)
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
        .with_columns(day=_day("return_date"))
        .filter(pl.col("day") <= day_of(as_of))
        .join(_numbers(accounts), on="account_id")
        .pipe(_with_rate, tables=tables, currency=choices.currency)
        .select("account", "day", mrr=in_micros("mrr"))
    )


def issues(tables: Tables, *, accounts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """`account`, `issue_id`, `severity`, `opened`, `resolved` (days) up to `as_of`."""
    return (
        tables["issues"]
        .join(_numbers(accounts), on="account_id")
        .select(
            "account",
            "issue_id",
            "severity",
            opened=_day("opened_date"),
            resolved=_day("resolved_date"),
        )
        .filter(pl.col("opened") <= day_of(as_of))
    )


def offboarding(tables: Tables, *, accounts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per offboarding record of a real account; flags as 0 and 1.

    Returns:
        `exit_id`, `account_id`, `requested`, `closed` (days, null after `as_of`),
        `contacts_needed`, the flags of the export and the fee, `nps` and `ease`.
    """
    flags = (
        "export_requested",
        "export_delivered",
        "export_instructions",
        "surprise_fee",
    )
    happened = tables["exits"].filter(pl.col("exit_date") <= as_of)
    of = happened.join(_numbers(accounts), on="account_id")
    closed = _day("closed_date")
    return (
        tables["offboarding"]
        .join(of.select("exit_id", "account_id"), on="exit_id")
        .select(
            "exit_id",
            "account_id",
            "contacts_needed",
            pl.col(flags).cast(pl.Int64),
            nps="exit_nps_0_10",
            ease="ease_1_7",
            requested=_day("cancel_requested_date"),
            closed=pl.when(closed <= day_of(as_of)).then(closed),
        )
    )


def requests(tables: Tables, *, accounts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per cancellation request up to `as_of`, with its offers.

    Returns:
        `account`, `request_id`, `scope`, `outcome`, `exit_id`, `requested` and
        `settled` (days, null while open), `offers` (how many) and `accepted` (day of
        the first acceptance, or null).
    """
    answered = pl.col("responded_date").fill_null(pl.col("offered_date"))
    yes = (pl.col("response") == "accepted") & (answered <= as_of)
    offers = (
        tables["save_offers"]
        .filter(pl.col("offered_date") <= as_of)
        .group_by("request_id")
        .agg(
            offers=pl.len().cast(pl.Int64),
            accepted=answered.filter(yes).min().cast(pl.Int32).cast(pl.Int64),
        )
    )
    return (
        tables["cancellation_requests"]
        .filter(pl.col("requested_date") <= as_of)
        .join(_numbers(accounts), on="account_id")
        .join(offers, on="request_id", how="left")
        .select(
            "account",
            "request_id",
            "scope",
            "outcome",
            "exit_id",
            "accepted",
            requested=_day("requested_date"),
            settled=pl.when(pl.col("outcome_date") <= as_of).then(_day("outcome_date")),
            offers=pl.col("offers").fill_null(0),
        )
    )


def champions(tables: Tables, *, accounts: pl.DataFrame) -> pl.DataFrame:
    """Champions who left or will leave their company.

    Returns:
        `contact_id`, `account` and `from_account` they were at, `to_account` they moved
        to (or null) and `left` (day).
    """
    return (
        tables["contacts"]
        .filter(pl.col("is_champion"), pl.col("left_date").is_not_null())
        .join(_numbers(accounts), on="account_id")
        .select(
            "contact_id",
            "account",
            from_account="account_id",
            to_account="moved_to_account_id",
            left=_day("left_date"),
        )
    )


def presented(tables: Tables, *, as_of: date) -> pl.DataFrame:
    """`exit_id`, `times_presented`: offers shown in the request that led to the exit."""
    requests = tables["cancellation_requests"].filter(pl.col("exit_id").is_not_null())
    return (
        tables["save_offers"]
        .filter(pl.col("offered_date") <= as_of)
        .join(requests.select("request_id", "exit_id"), on="request_id")
        .group_by("exit_id")
        .agg(pl.col("times_presented").fill_null(1).sum())
    )


def _coded(records: pl.DataFrame) -> pl.DataFrame:
    """Fills group and control from the taxonomy, or control from a group given."""
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


def _numbers(accounts: pl.DataFrame) -> pl.DataFrame:
    return accounts.select("account_id", "account")


def _day(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int32).cast(pl.Int64)


def _with_rate(frame: pl.DataFrame, *, tables: Tables, currency: str) -> pl.DataFrame:
    known = rates(tables["fx_rates"], currency=currency)
    return frame.with_columns(pl.col("currency").fill_null(currency)).join(
        known, on="currency", how="left"
    )
