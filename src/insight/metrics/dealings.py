"""Stored tables of how customers were dealt with, as narrow frames like `narrow`'s."""

from datetime import date

import polars as pl

from insight.metrics.narrow import Tables, coded, day, numbers


def issues(tables: Tables, *, accounts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per issue opened by `as_of`.

    Returns:
        `account`, `issue_id`, `severity`, `topic`, `reopened_count`, `resolved_how`,
        `opened`, `resolved` (days, null while open on `as_of`).
    """
    return (
        tables["issues"]
        .filter(pl.col("opened_date") <= as_of)
        .join(numbers(accounts), on="account_id")
        .select(
            "account",
            "issue_id",
            "severity",
            "topic",
            "reopened_count",
            "resolved_how",
            opened=day("opened_date"),
            resolved=_by(as_of, "resolved_date"),
        )
    )


def offboarding(tables: Tables, *, accounts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per offboarding record of a real account; flags as 0 and 1.

    Returns:
        `exit_id`, `account`, `requested`, `closed`, `export_asked`, `export_sent`
        (days, null after `as_of`; an export sent after it is none), `contacts_needed`, `steps`, the flags of the export,
        the fee, the call and the end, `export_format`, `handled_by`, and the answers
        `nps`, `ease` and `would_return`.
    """
    flags = (
        "export_requested",
        "export_delivered",
        "export_instructions",
        "surprise_fee",
        "forced_call",
        "end_date_met",
        "charged_after_end",
    )
    happened = tables["exits"].filter(pl.col("exit_date") <= as_of)
    of = happened.join(numbers(accounts), on="account_id")
    sent_later = (pl.col("export_delivered_date") > as_of).fill_null(value=False)
    return (
        tables["offboarding"]
        .join(of.select("exit_id", "account"), on="exit_id")
        .with_columns(
            export_delivered=pl.when(sent_later).then(0).otherwise("export_delivered"),
            export_instructions=pl.when(~sent_later).then("export_instructions"),
        )
        .select(
            "exit_id",
            "account",
            "contacts_needed",
            "steps",
            "export_format",
            pl.col(flags).cast(pl.Int64),
            nps="exit_nps_0_10",
            ease="ease_1_7",
            would_return="asked_to_return_0_10",
            handled_by="owner",
            requested=day("cancel_requested_date"),
            closed=_by(as_of, "closed_date"),
            export_asked=_by(as_of, "export_requested_date"),
            export_sent=_by(as_of, "export_delivered_date"),
        )
    )


def requests(tables: Tables, *, accounts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """One row per cancellation request up to `as_of`, with its offers and its reason.

    Returns:
        `account`, `request_id`, `scope`, `outcome` ("open" while it is settled later),
        `exit_id`, `requested`, `settled`, `effective` (days), what `offers` were made,
        and of the exit record it led to `reason_code`, `reason_group` and `control`,
        null where it led to none.
    """
    later = (pl.col("outcome_date") > as_of).fill_null(value=False)
    return (
        tables["cancellation_requests"]
        .filter(pl.col("requested_date") <= as_of)
        .join(numbers(accounts), on="account_id")
        .join(offers(tables, as_of=as_of), on="request_id", how="left")
        .join(_reasons(tables), on="exit_id", how="left")
        .with_columns(pl.col("offers", "presented", "declined").fill_null(0))
        .select(
            "account", "request_id", "scope", "exit_id", "accepted", "offers",
            "presented", "declined", "reason_code", "reason_group", "control",
            outcome=pl.when(later).then(pl.lit("open")).otherwise("outcome"),
            requested=day("requested_date"),
            settled=pl.when(~later).then(day("outcome_date")),
            effective=day("effective_date"),
        )
    )  # fmt: skip


def offers(tables: Tables, *, as_of: date) -> pl.DataFrame:
    """What was offered in each request up to `as_of`.

    Returns:
        `request_id`, `offers` (how many), `presented` (times shown, all together; an
        offer without a count was shown once), `declined` (how many) and `accepted`
        (day of the first acceptance, or null).
    """
    answered = pl.col("responded_date").fill_null(pl.col("offered_date"))
    told = answered <= as_of
    yes = told & (pl.col("response") == "accepted")
    no = told & (pl.col("response") == "declined")
    return (
        tables["save_offers"]
        .filter(pl.col("offered_date") <= as_of)
        .group_by("request_id")
        .agg(
            offers=pl.len().cast(pl.Int64),
            presented=pl.col("times_presented").fill_null(1).sum(),
            declined=no.sum().cast(pl.Int64),
            accepted=answered.filter(yes).min().cast(pl.Int32).cast(pl.Int64),
        )
    )


def offers_made(tables: Tables, *, as_of: date) -> pl.DataFrame:
    """One row per offer up to `as_of`, the earliest first.

    Returns:
        `request_id`, `offered` (day), `offer_type`, `times_presented`, `response` ("no_answer"
        while they answer later).
    """
    later = (pl.col("responded_date") > as_of).fill_null(value=False)
    return (
        tables["save_offers"]
        .filter(pl.col("offered_date") <= as_of)
        .sort("offered_date", "offer_id")
        .select(
            "request_id",
            "offer_type",
            pl.col("times_presented").fill_null(1),
            offered=day("offered_date"),
            response=pl.when(later).then(pl.lit("no_answer")).otherwise("response"),
        )
    )


def notices(tables: Tables, *, accounts: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """`account`, `notice`, `day` of exit records whose notice was given by `as_of`.

    The day they name may lie in the future.
    """
    return (
        tables["exits"]
        .filter(pl.col("notice_date") <= as_of)
        .join(numbers(accounts), on="account_id")
        .select("account", notice=day("notice_date"), day=day("exit_date"))
    )


def champions(tables: Tables, *, accounts: pl.DataFrame) -> pl.DataFrame:
    """Champions who left or will leave their company.

    Returns:
        `contact_id`, `account` and `from_account` they were at, `to_account` or
        `to_company` they moved to (or null) and `left` (day).
    """
    return (
        tables["contacts"]
        .filter(pl.col("is_champion"), pl.col("left_date").is_not_null())
        .join(numbers(accounts), on="account_id")
        .select(
            "contact_id",
            "account",
            from_account="account_id",
            to_account="moved_to_account_id",
            to_company="moved_to_company",
            left=day("left_date"),
        )
    )


def presented(tables: Tables, *, as_of: date) -> pl.DataFrame:
    """`exit_id`, `times_presented`: offers shown in the request that led to the exit."""
    requests = tables["cancellation_requests"].filter(pl.col("exit_id").is_not_null())
    return (
        offers(tables, as_of=as_of)
        .join(requests.select("request_id", "exit_id"), on="request_id")
        .group_by("exit_id")
        .agg(times_presented=pl.col("presented").sum())
    )


def _reasons(tables: Tables) -> pl.DataFrame:
    said = tables["exits"].select(
        "exit_id",
        "reason_group",
        reason_code=pl.col("reason_code").fill_null("not_asked"),
        control=pl.col("control_override"),
    )
    return coded(said)


def _by(as_of: date, column: str) -> pl.Expr:
    return pl.when(pl.col(column) <= as_of).then(day(column))
