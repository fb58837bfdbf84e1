"""Stored tables of how customers were dealt with, as narrow frames like `narrow`'s."""

from datetime import date

import narwhals as nw

from insight.metrics.calendar import day_of
from insight.metrics.frame import Frame
from insight.metrics.narrow import Tables, coded, day

_FLAGS = (
    "export_requested",
    "export_delivered",
    "export_instructions",
    "surprise_fee",
    "forced_call",
    "end_date_met",
    "charged_after_end",
    "export_opened",
)


def issues(tables: Tables, *, as_of: date) -> Frame:
    """One row per issue opened by `as_of`.

    Returns:
        `account`, `issue_id`, `severity`, `topic`, `reopened_count`, `resolved_how`,
        `opened`, `resolved` (days, null while open on `as_of`).
    """
    return (
        tables["issues"]
        .filter(nw.col("opened_date") <= day_of(as_of))
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


def offboarding(tables: Tables, *, as_of: date) -> Frame:
    """One row per offboarding record of a real account; flags as 0 and 1.

    Returns:
        `exit_id`, `account`, `requested`, `closed`, `export_asked`, `export_sent`
        (days, null after `as_of`; an export sent after it is none), `end_asked` (the day
        they asked for), `contacts_needed`, `steps`, the flags of the export,
        the fee, the call and the end, `export_format`, `handled_by`, and the answers
        `nps`, `ease` and `would_return`.
    """
    happened = tables["exits"].filter(nw.col("exit_date") <= day_of(as_of))
    later = nw.col("export_delivered_date") > day_of(as_of)
    sent_later = later.fill_null(value=False)
    delivered = nw.when(sent_later).then(nw.lit(value=False))
    return (
        tables["offboarding"]
        .join(happened.select("exit_id", "account"), on="exit_id")
        .with_columns(
            export_delivered=delivered.otherwise(nw.col("export_delivered")),
            export_instructions=nw.when(~sent_later).then(
                nw.col("export_instructions")
            ),
        )
        .select(
            "exit_id",
            "account",
            "contacts_needed",
            "steps",
            "export_format",
            nw.col(*_FLAGS).cast(nw.Int64),
            nps=nw.col("exit_nps_0_10"),
            ease=nw.col("ease_1_7"),
            would_return=nw.col("asked_to_return_0_10"),
            handled_by=nw.col("owner"),
            requested=day("cancel_requested_date"),
            closed=_by(as_of, "closed_date"),
            export_asked=_by(as_of, "export_requested_date"),
            export_sent=_by(as_of, "export_delivered_date"),
            end_asked=day("end_date_asked"),
        )
    )


def requests(tables: Tables, *, as_of: date) -> Frame:
    """One row per cancellation request up to `as_of`, with its offers and its reason.

    Returns:
        `account`, `request_id`, `scope`, `outcome` ("open" while it is settled later),
        `exit_id`, `requested`, `settled`, `effective` (days), what `offers` were made,
        and of the exit record it led to `reason_code`, `reason_group` and `control`,
        null where it led to none by then.
    """
    later = (nw.col("outcome_date") > day_of(as_of)).fill_null(value=False)
    return (
        tables["cancellation_requests"]
        .filter(nw.col("requested_date") <= day_of(as_of))
        .join(offers(tables, as_of=as_of), on="request_id", how="left")
        .with_columns(exit_id=nw.when(~later).then(nw.col("exit_id")))
        .join(_reasons(tables), on="exit_id", how="left")
        .select(
            "account", "request_id", "scope", "exit_id", "accepted", "reason_code",
            "reason_group", "control",
            nw.col("offers", "presented", "declined").fill_null(0),
            outcome=nw.when(later).then(nw.lit("open")).otherwise(nw.col("outcome")),
            requested=day("requested_date"),
            settled=nw.when(~later).then(day("outcome_date")),
            effective=day("effective_date"),
        )
    )  # fmt: skip


def offers(tables: Tables, *, as_of: date) -> Frame:
    """What was offered in each request up to `as_of`.

    Returns:
        `request_id`, `offers` (how many), `presented` (times shown, all together; an
        offer without a count was shown once), `declined` (how many) and `accepted`
        (day of the first acceptance, or null).
    """
    answered = nw.coalesce(day("responded_date"), day("offered_date"))
    told = answered <= day_of(as_of)
    yes = told & (nw.col("response") == "accepted")
    no = told & (nw.col("response") == "declined")
    one, none = nw.lit(1, dtype=nw.Int64), nw.lit(0, dtype=nw.Int64)
    return (
        tables["save_offers"]
        .filter(nw.col("offered_date") <= day_of(as_of))
        .select(
            "request_id",
            offers=one,
            presented=nw.col("times_presented").fill_null(1),
            declined=nw.when(no).then(one).otherwise(none),
            accepted=nw.when(yes).then(answered),
        )
        .group_by("request_id")
        .agg(nw.col("offers", "presented", "declined").sum(), nw.col("accepted").min())
    )


def offers_made(tables: Tables, *, as_of: date) -> Frame:
    """One row per offer up to `as_of`.

    Returns:
        `request_id`, `offer_id`, `offer_type`, `times_presented`, `offered` (day),
        `response` ("no_answer" while they answer later).
    """
    later = (nw.col("responded_date") > day_of(as_of)).fill_null(value=False)
    unsaid = nw.when(later).then(nw.lit("no_answer"))
    return (
        tables["save_offers"]
        .filter(nw.col("offered_date") <= day_of(as_of))
        .select(
            "request_id",
            "offer_id",
            "offer_type",
            nw.col("times_presented").fill_null(1),
            offered=day("offered_date"),
            response=unsaid.otherwise(nw.col("response")),
        )
    )


def notices(tables: Tables, *, as_of: date) -> Frame:
    """`account`, `notice`, `day` of exit records whose notice was given by `as_of`.

    The day they name may lie in the future.
    """
    return (
        tables["exits"]
        .filter(nw.col("notice_date") <= day_of(as_of))
        .select("account", notice=day("notice_date"), day=day("exit_date"))
    )


def champions(tables: Tables) -> Frame:
    """Champions who left or will leave their company.

    Returns:
        `contact_id`, `account` and `from_account` they were at, `to_account` or
        `to_company` they moved to (or null) and `left` (day).
    """
    gone = nw.col("is_champion") & ~nw.col("left_date").is_null()
    return (
        tables["contacts"]
        .filter(gone)
        .select(
            "contact_id",
            "account",
            from_account=nw.col("account_id"),
            to_account=nw.col("moved_to_account_id"),
            to_company=nw.col("moved_to_company"),
            left=day("left_date"),
        )
    )


def presented(tables: Tables, *, as_of: date) -> Frame:
    """`exit_id`, `times_presented`: offers shown in the requests that led to the exit.

    None of an exit without a request on record: nobody knows whether it was pushed.
    """
    requests = tables["cancellation_requests"].filter(~nw.col("exit_id").is_null())
    return (
        requests.select("request_id", "exit_id")
        .join(offers(tables, as_of=as_of), on="request_id", how="left")
        .with_columns(nw.col("presented").fill_null(0))
        .group_by("exit_id")
        .agg(times_presented=nw.col("presented").sum())
    )


def _reasons(tables: Tables) -> Frame:
    said = tables["exits"].select(
        "exit_id",
        "reason_group",
        reason_code=nw.col("reason_code").fill_null("not_asked"),
        control=nw.col("control_override"),
    )
    return coded(said)


def _by(as_of: date, column: str) -> nw.Expr:
    return nw.when(nw.col(column) <= day_of(as_of)).then(day(column))
