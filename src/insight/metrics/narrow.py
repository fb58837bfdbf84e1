"""Stored tables as narrow frames: integer accounts, days and money, test accounts gone.

Tables are as `blocks.blocks` gives them.
"""

from collections.abc import Mapping
from datetime import date

import narwhals as nw
import polars as pl

from insight.metrics.calendar import day_of
from insight.metrics.frame import Frame, beside, kept
from insight.metrics.money import in_micros, monthly_micros
from insight.metrics.reporting import SOURCES, Reporting
from insight.metrics.succession import in_succession
from insight.metrics.windows import numbered
from insight.settings import Choices
from insight.taxonomy import CONTROL_OF_GROUP, Control, ReasonGroup, reasons

NOT_KNOWN = "not known"
Tables = Mapping[str, Frame]


def accounts(tables: Tables, *, as_of: date) -> Frame:
    """One row per real account.

    Args:
        tables: As `blocks.blocks` gives them.
        as_of: What happened later did not.

    Returns:
        `account` (Int64), `account_id`, `account_name`, `segment`, `region`, `fit`,
        `owner`, `start`, `ceased` (days), `merged_into` (account), `merged` (day) of a
        merge that had happened by `as_of`, and what they said of being contacted again:
        `consent` (null where not known), `rest_until` (day).
    """
    rows = kept(tables["accounts"])
    successors = rows.select(
        merged_into_account_id=nw.col("account_id"), merged_into=nw.col("account")
    )
    happened = day("merged_date") <= day_of(as_of)
    return kept(
        rows.join(successors, on="merged_into_account_id", how="left")
        .with_columns(
            nw.col("segment", "region", "fit", "owner").fill_null(NOT_KNOWN),
            account_name=nw.coalesce("account_name", "account_id"),
            start=day("start_date"),
            ceased=day("entity_ceased_date"),
            merged=day("merged_date"),
            rest_until=day("do_not_contact_before"),
        )
        .with_columns(
            merged_into=nw.when(happened).then(nw.col("merged_into")),
            merged=nw.when(happened & ~nw.col("merged_into").is_null()).then(
                nw.col("merged")
            ),
        )
        .select(
            "account", "account_id", "account_name", "segment", "region", "fit",
            "owner", "start", "ceased", "merged_into", "merged", "rest_until",
            consent=nw.col("consent_to_contact"),
        )
    )  # fmt: skip


def phases(tables: Tables, *, as_of: date, choices: Choices, money: Reporting) -> Frame:
    """One row per paid, past due or paused phase that had begun by `as_of`.

    Trials and phases that cost nothing are left out, but for trials that go on from a
    paid phase, which read as paused, and for free plans where they are chosen to count,
    which read as free: all of them, or from the first paid phase on. `end` is exclusive and at most the day after
    `as_of`, so that an end in the future reads as still running; a later phase of the
    same subscription ends an earlier one (`succession`).

    Returns:
        `account`, `subscription_id`, `plan`, `status`, `start`, `end` (days), `mrr`
        (millionths, the price also while paused; null where unknown) and `yearly` (1 or
        0): how it is paid.
    """
    horizon = day_of(as_of) + 1
    yearly = nw.when(nw.col("billing_interval") == "year").then(nw.lit(1))
    rows = (
        tables["subscriptions"]
        .pipe(_with_rate, money=money)
        .select(
            "account",
            "subscription_id",
            "status",
            "amount",
            plan=nw.col("plan_id").fill_null(NOT_KNOWN),
            start=day("start_date"),
            end=day("end_date").fill_null(horizon).clip(upper_bound=horizon),
            mrr=monthly_micros(most=money.most),
            yearly=yearly.otherwise(nw.lit(0)).cast(nw.Int64),
        )
        .filter(nw.col("start") < nw.col("end"))
    )
    succeeding = in_succession(rows, grace_days=choices.grace_days).filter(
        nw.col("status") != "trial"
    )
    paid = succeeding.filter(nw.col("amount") > 0)
    counted = paid
    if choices.free_plan != "churned":
        free = succeeding.filter(nw.col("amount") == 0)
        if choices.free_plan == "contraction":
            free = _since_paid(free, paid)
        counted = nw.concat([paid, _as_free(free, paid)])
    return counted.filter(nw.col("start") < nw.col("end")).drop("amount")


def _since_paid(free: Frame, paid: Frame) -> Frame:
    first = paid.group_by("account").agg(since=nw.col("start").min())
    later = free.join(first, on="account")
    return later.with_columns(start=nw.max_horizontal("start", "since")).drop("since")


def _as_free(free: Frame, paid: Frame) -> Frame:
    nothing = nw.lit(0, dtype=nw.Int64)
    told = free.with_columns(status=nw.lit("free"), mrr=nothing, yearly=nothing)
    return told.select(*paid.collect_schema().names())


def ended(tables: Tables, *, as_of: date) -> Frame:
    """`account`, `end` of every subscription phase, free or paid, over by `as_of`."""
    return (
        tables["subscriptions"]
        .filter(nw.col("end_date") <= day_of(as_of))
        .select("account", end=day("end_date"))
    )


def records(tables: Tables, *, as_of: date, money: Reporting) -> Frame:
    """One row per exit record of a real account with an exit date up to `as_of`.

    Returns:
        `account`, `record` (a number in order of account and day), `exit_id`, `day`,
        `notice`, `reason_code`, `reason_group` and `control` (from the record, else
        from the taxonomy), `stated_reason_code`, `contributing_reason_codes`,
        `recorded_by`, `reason_forced`, `comment`, `mrr` (millionths).
    """
    rows = (
        tables["exits"]
        .filter(nw.col("exit_date") <= day_of(as_of))
        .pipe(_with_rate, money=money)
        .select(
            "account",
            "exit_id",
            "reason_group",
            "stated_reason_code",
            "contributing_reason_codes",
            "recorded_by",
            "reason_forced",
            "comment",
            day=day("exit_date"),
            reason_code=nw.col("reason_code").fill_null("not_asked"),
            control=nw.col("control_override"),
            notice=day("notice_date"),
            mrr=in_micros("last_mrr", most=money.most),
        )
    )
    return kept(numbered(coded(rows), "record", by=["account", "day", "exit_id"]))


def win_backs(tables: Tables, *, as_of: date, money: Reporting) -> Frame:
    """`account`, `day`, `mrr` of each recorded return up to `as_of`."""
    return (
        tables["win_backs"]
        .filter(nw.col("return_date") <= day_of(as_of))
        .pipe(_with_rate, money=money)
        .select(
            "account", day=day("return_date"), mrr=in_micros("mrr", most=money.most)
        )
    )


def amounts(tables: Tables, *, money: Reporting) -> Frame:
    """`account`, `currency`, `counted` (1 or 0) of every amount; none where all are 1."""
    parts = []
    for source, column in SOURCES.items():
        rows = tables[source].filter(
            nw.col(column) > 0, nw.lit(value=not money.is_complete)
        )
        in_money = in_micros(column, most=money.most)
        if source == "subscriptions":
            rows = rows.filter(nw.col("status") != "trial")
            in_money = monthly_micros(most=money.most)
        counted = nw.when(in_money.is_null()).then(nw.lit(0)).otherwise(nw.lit(1))
        rated = _with_rate(rows, money=money)
        parts.append(rated.select("account", "currency", counted=counted))
    return nw.concat(parts)


def coded(records: Frame) -> Frame:
    """Group and control filled from the taxonomy, or control from a group given.

    A word that nobody mapped says neither, and says so.

    Args:
        records: `reason_code`, and `reason_group` and `control` or null.
    """
    known = pl.DataFrame(
        [(r.code, r.group, r.control) for r in reasons().values()],
        schema=["reason_code", "known_group", "known_control"],
        orient="row",
    )
    of_group = (
        nw.when(nw.col("reason_group") == str(group)).then(nw.lit(str(control)))
        for group, control in CONTROL_OF_GROUP.items()
    )
    other_group, other = (
        nw.lit(str(ReasonGroup.NOT_MAPPED)),
        nw.lit(str(Control.NOT_MAPPED)),
    )
    return (
        records.join(beside(records, known), on="reason_code", how="left")
        .with_columns(
            reason_group=nw.coalesce("reason_group", "known_group", other_group)
        )
        .with_columns(control=nw.coalesce("control", "known_control", *of_group, other))
        .drop("known_group", "known_control")
    )


def day(column: str) -> nw.Expr:
    """A column of days as they are added up: Int64."""
    return nw.col(column).cast(nw.Int64)


def _with_rate(frame: Frame, *, money: Reporting) -> Frame:
    known = pl.DataFrame(
        list(money.rates.items()),
        schema={"currency": pl.String, "rate": pl.Float64},
        orient="row",
    )
    return frame.with_columns(nw.col("currency").fill_null(money.currency)).join(
        beside(frame, known), on="currency", how="left"
    )
