"""Save offers: the funnel of cancellation requests, and whether a save holds."""

import narwhals as nw
import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.money import to_units
from insight.metrics.pressure import MORE_OFTEN, PRESENTED, presented_words
from insight.metrics.saves import stuck_for
from insight.metrics.selection import Selection
from insight.metrics.shares import with_share

ALL = "all requests"
NO_REASON = "no exit recorded"
NOT_OURS, DECLINED, PUSHED = "not ours to change", "declined an offer", "pushed"


def save_funnel(
    facts: Facts, selection: Selection, *, by: str | None = None
) -> pl.DataFrame:
    """One row per group of account-wide requests made in the selected months.

    A reason is recorded at the exit, so by "reason_group" the saved are all in "no exit
    recorded": who was offered something can be compared there, save rates cannot and
    are null.

    Args:
        facts: The facts.
        selection: Requests in these months, of these accounts.
        by: None, "presented" (how often an offer was shown), "reason_group", "segment",
            "region" or "plan".

    Returns:
        `group`; `requests`, `offered`, `accepted`, `declined` and `no_answer` (offered,
        not accepted), `withdrawn_without_offer` (no saves), `exited`, `open`; and the
        save rate with Wilson limits, `of_offered`, `of_offered_low`, `of_offered_high`,
        beside `of_requests`, `of_requests_low`, `of_requests_high`.

    Source: docs/metrics.md §1.6.
    """
    counts = _grouped(facts, selection, by=by).group_by("group").agg(_stages())
    shares = counts.pipe(with_share, "accepted", of="offered", name="of_offered").pipe(
        with_share, "accepted", of="requests", name="of_requests"
    )
    if by == "reason_group":
        nothing = pl.lit(None, dtype=pl.Float64)
        shares = shares.with_columns(
            nothing.alias(name) for name in shares.columns if name.startswith("of_")
        )
    return _in_order(shares, by=by)


def stick_rates(
    facts: Facts, selection: Selection, *, by: str | None = None
) -> pl.DataFrame:
    """One row per group and length of `stick_days`: do the saved stay?

    A save sticks when the account is a customer on all days from 0 to `days` after it
    accepted. Acceptances younger than that are `immature`: listed by `young_saves`,
    counted in no rate.

    Returns:
        `group`, `days`, `accepted`, `mature`, `stuck`, `immature`, `stick_rate` (of the
        mature) with `stick_rate_low`, `stick_rate_high`, and the net save: `stuck` of
        `mature_offered`, requests with an offer at least that old, as `net`,
        `net_low`, `net_high` (Wilson).
    """
    asked = _grouped(facts, selection, by=by)
    parts = [_stuck(facts, asked, days=days) for days in facts.choices.stick_days]
    return _in_order(pl.concat(parts), by=by, then="days")


def offers_by_type(facts: Facts, selection: Selection) -> pl.DataFrame:
    """One row per type of offer made in account-wide requests of the selected months.

    Returns:
        `group` (the type as the files have it, "not known" without one), `offers`,
        `accepted`, `share`, `low`, `high` (Wilson); the most frequent first.
    """
    asked = selection.within(facts.requests).filter(nw.col("scope") == "account")
    accepted = nw.when(nw.col("response") == "accepted").then(nw.lit(1))
    counts = polars(
        facts.offers.join(asked.select("request_id"), on="request_id")
        .with_columns(
            group=nw.col("offer_type").fill_null("not known"),
            accepted=accepted.otherwise(nw.lit(0)),
        )
        .group_by("group")
        .agg(nw.col("accepted").sum(), offers=nw.len())
    ).with_columns(pl.col("accepted", "offers").cast(pl.Int64))
    shares = with_share(counts, "accepted", of="offers")
    return shares.sort("offers", "group", descending=[True, False])


def young_saves(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Acceptances too young for the longest of `stick_days`, oldest first.

    Returns:
        `request_id`, `account_id`, `account_name`, `accepted` (date), `age_days` and
        `days_to_go` until it is told whether they stuck.
    """
    age = facts.as_of_day - pl.col("accepted")
    to_go = max(facts.choices.stick_days) - age
    return (
        _grouped(facts, selection, by=None)
        .filter(pl.col("accepted").is_not_null(), to_go > 0)
        .sort("accepted", "request_id")
        .select(
            "request_id",
            "account_id",
            "account_name",
            _date("accepted"),
            age_days=age,
            days_to_go=to_go,
        )
    )


def open_requests(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Account-wide requests not settled by `as_of`, longest waiting first.

    Returns:
        `request_id`, `account_id`, `account_name`, `requested`, `effective` (dates),
        `mrr` (units of the currency), `reason` (code, or null), `presented`, `declined`
        and `why` another offer would only annoy: the words of `NOT_OURS`, `DECLINED`,
        `PUSHED` that apply, or an empty list.
    """
    asked = polars(selection.of_accounts(facts.requests)).filter(
        pl.col("scope") == "account", pl.col("outcome") == "open"
    )
    left = polars(facts.exits.select("account", "day"))
    gone = asked.join(left, on="account").filter(pl.col("day") >= pl.col("requested"))
    return (
        asked.join(gone, on="request_id", how="anti")
        .sort("requested", "request_id")
        .with_columns(to_units("account_mrr"), why=_why(facts))
        .select(
            "request_id",
            "account_id",
            "account_name",
            _date("requested"),
            _date("effective"),
            pl.col("account_mrr").alias("mrr"),
            pl.col("reason_code").alias("reason"),
            "presented",
            "declined",
            "why",
        )
    )


def let_go_kindly(facts: Facts, selection: Selection) -> pl.DataFrame:
    """The rows of `open_requests` in which another offer would only annoy."""
    return open_requests(facts, selection).filter(pl.col("why").list.len() > 0)


def _why(facts: Facts) -> pl.Expr:
    holds = {
        NOT_OURS: pl.col("control") == "not_ours",
        DECLINED: pl.col("declined") > 0,
        PUSHED: pl.col("presented") > facts.choices.pushed_above,
    }
    words = [pl.when(reason).then(pl.lit(word)) for word, reason in holds.items()]
    return pl.concat_list(words).list.drop_nulls()


def _grouped(facts: Facts, selection: Selection, *, by: str | None) -> pl.DataFrame:
    groups = {
        None: nw.lit(ALL),
        "presented": presented_words(nw.col("presented")),
    }
    group = groups[by] if by in groups else nw.col(str(by)).fill_null(NO_REASON)
    asked = selection.within(facts.requests).filter(nw.col("scope") == "account")
    return polars(asked.with_columns(group=group))


def _stages() -> list[pl.Expr]:
    offered, accepted = pl.col("offers") > 0, pl.col("accepted").is_not_null()
    declined = offered & ~accepted & (pl.col("declined") > 0)
    outcome = pl.col("outcome")
    stages = {
        "requests": pl.col("request_id").is_not_null(),
        "offered": offered,
        "accepted": offered & accepted,
        "declined": declined,
        "no_answer": offered & ~accepted & ~declined,
        "withdrawn_without_offer": ~offered & (outcome == "withdrawn"),
        "exited": outcome == "exited",
        "open": outcome == "open",
    }
    return [which.sum().cast(pl.Int64).alias(name) for name, which in stages.items()]


def _stuck(facts: Facts, asked: pl.DataFrame, *, days: int) -> pl.DataFrame:
    accepted = asked.filter(pl.col("accepted").is_not_null())
    stuck = stuck_for(facts, accepted, days=days).select("request_id", stuck=True)
    old = facts.as_of_day - pl.col("accepted") >= days
    old_request = facts.as_of_day - pl.col("requested") >= days
    stages = {
        "accepted": pl.col("accepted").is_not_null(),
        "mature": old,
        "stuck": old & pl.col("stuck"),
        "immature": ~old,
        "mature_offered": old_request & (pl.col("offers") > 0),
    }
    counts = (
        asked.join(stuck, on="request_id", how="left")
        .group_by("group")
        .agg(which.sum().cast(pl.Int64).alias(name) for name, which in stages.items())
        .with_columns(days=pl.lit(days, dtype=pl.Int64))
        .pipe(with_share, "stuck", of="mature", name="stick_rate")
        .pipe(with_share, "stuck", of="mature_offered", name="net")
    )
    first = ["group", "days"]
    return counts.select(*first, pl.exclude(first))


def _in_order(
    rows: pl.DataFrame, *, by: str | None, then: str = "group"
) -> pl.DataFrame:
    if by != "presented":
        return rows.sort("group", then)
    order = {
        name: place for place, name in enumerate([*PRESENTED.values(), MORE_OFTEN])
    }
    place = pl.col("group").replace_strict(order, return_dtype=pl.Int64)
    return rows.sort(place, then)


def _date(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int32).cast(pl.Date)
