"""Exits: ends of tenure spells, each with its record, its return and its clock."""

import narwhals as nw

from insight.metrics.calendar import with_months
from insight.metrics.frame import Frame
from insight.metrics.spells import known_mrr
from insight.settings import Choices

COLUMNS = (
    "account", "exit_id", "record", "day", "month", "spell_no", "spell_start",
    "spell_month", "tenure_days", "paying_days", "mrr", "inferred", "provisional",
    "return_day", "return_month", "return_mrr", "days", "event",
)  # fmt: skip


def from_spells(
    ended: Frame,
    states: Frame,
    *,
    pairs: Frame,
    records: Frame,
) -> Frame:
    """Exits of accounts with subscriptions, with record and return where known.

    Args:
        ended: The rows of `spells.ended`.
        states: The rows of `spells.segments`, for MRR at the exit and at the return.
        pairs: The rows of `records.matched`.
        records: `record`, `exit_id` of the exit records.
    """
    paid = states.filter(nw.col("paid") > 0).select("account", "start", mrr=known_mrr())
    last = paid.select("account", last_paid=nw.col("start"), mrr=nw.col("mrr"))
    back = paid.select("account", next_start=nw.col("start"), return_mrr=nw.col("mrr"))
    return (
        ended.filter(nw.col("end_kind") == "exit")
        .join(last, on=["account", "last_paid"], how="left")
        .join(back, on=["account", "next_start"], how="left")
        .join(pairs, on=["account", "spell_no"], how="left")
        .join(records.select("record", "exit_id"), on="record", how="left")
        .with_columns(
            day=nw.col("end"),
            spell_start=nw.col("start"),
            return_day=nw.col("next_start"),
            inferred=nw.col("record").is_null(),
            waits_until=nw.lit(None, dtype=nw.Int64),
        )
    )


def from_records(answered: Frame, *, choices: Choices) -> Frame:
    """Exits of accounts without subscriptions: the records decide.

    Args:
        answered: The rows of `records.answered` with `start`, the account's first day.
    """
    nothing = nw.lit(None, dtype=nw.Int64)
    if choices.new_again_days:
        is_soon = nw.col("return_day") - nw.col("day") <= choices.new_again_days
        answered = answered.with_columns(
            nw.when(is_soon).then(nw.col(name)).alias(name)
            for name in ("return_mrr", "return_day")
        )
    reversed_ = nw.col("return_day") - nw.col("day") <= choices.grace_days
    first = nw.col("spell_no") == 1
    return answered.filter(~reversed_ | nw.col("return_day").is_null()).with_columns(
        spell_start=nw.when(first).then(nw.col("start")),
        tenure_days=nw.when(first).then(nw.col("day") - nw.col("start")),
        paying_days=nothing,
        inferred=nw.lit(value=False),
        waits_until=nw.col("next_day"),
    )


def clocked(exits: Frame, gone: Frame, *, as_of_day: int, choices: Choices) -> Frame:
    """The exits with `days` and `event` of the return clock (docs/metrics.md §1.5).

    `event` is 1 returned, 2 company ceased or merged away, 0 still gone after `days`.
    An exit is provisional while it is younger than the grace and nobody returned.

    Args:
        exits: Exits with `return_day` and `waits_until`, a day after which the clock
            cannot be read (the account's next exit record), or null.
        gone: `account`, `gone`: the day a company ceased or was merged away.
    """
    came_back = ~nw.col("return_day").is_null()
    ceased = ~nw.col("gone").is_null()
    first_back = came_back & (~ceased | (nw.col("return_day") <= nw.col("gone")))
    still_out = nw.min_horizontal("waits_until", nw.lit(as_of_day))
    ends = (
        nw.when(first_back)
        .then(nw.col("return_day"))
        .otherwise(nw.when(ceased).then(nw.col("gone")).otherwise(still_out))
    )
    event = (
        nw.when(first_back)
        .then(nw.lit(1))
        .otherwise(nw.when(ceased).then(nw.lit(2)).otherwise(nw.lit(0)))
    )
    young = as_of_day - nw.col("day") < choices.grace_days
    return (
        exits.join(gone, on="account", how="left")
        .with_columns(event=event, days=ends - nw.col("day"))
        .with_columns(
            days=nw.when(nw.col("days") < 0).then(nw.lit(0)).otherwise(nw.col("days")),
            provisional=young & ~came_back,
        )
        .pipe(
            with_months,
            month="day",
            spell_month="spell_start",
            return_month="return_day",
        )
        .select(*COLUMNS)
    )


def described(exits: Frame, records: Frame) -> Frame:
    """The exits with what their record says; an inferred exit's reason is unknown."""
    said = records.select(
        "record", "notice", "reason_code", "reason_group", "control",
        "stated_reason_code", "contributing_reason_codes", "recorded_by", "comment",
    )  # fmt: skip
    return exits.join(said, on="record", how="left").with_columns(
        nw.col("reason_code", "reason_group", "control").fill_null("unknown")
    )


def outcome() -> nw.Expr:
    """What became of an exit so far: "provisional", "left" or "returned"."""
    return (
        nw.when(nw.col("provisional"))
        .then(nw.lit("provisional"))
        .otherwise(
            nw.when(nw.col("return_day").is_null())
            .then(nw.lit("left"))
            .otherwise(nw.lit("returned"))
        )
    )
