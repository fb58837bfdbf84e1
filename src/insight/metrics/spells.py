"""Tenure spells: unbroken stretches as a customer, short gaps bridged."""

import narwhals as nw

from insight.metrics.frame import Frame
from insight.metrics.windows import following, joined, levels, stretches
from insight.settings import Choices


def in_dunning(phases: Frame, *, choices: Choices) -> Frame:
    """Phases with past-due service cut off once it was unpaid for `dunning_days`."""
    late = phases.filter(nw.col("status") == "past_due")
    others = phases.filter(nw.col("status") != "past_due")
    keys = ["account", "subscription_id"]
    runs = stretches(late, gap=0, within=keys)
    begins = runs.group_by([*keys, "stretch"]).agg(unpaid=nw.col("start").min())
    limit = nw.col("unpaid") + choices.dunning_days
    cut = (
        runs.join(begins, on=[*keys, "stretch"])
        .with_columns(end=nw.min_horizontal("end", limit))
        .filter(nw.col("start") < nw.col("end"))
    )
    columns = phases.collect_schema().names()
    return nw.concat([others.select(columns), cut.select(columns)])


def segments(phases: Frame) -> Frame:
    """The account's state from one change to the next.

    Args:
        phases: `account`, `status`, `start`, `end` (days, end exclusive), `mrr`.

    Returns:
        `account`, `start`, `end`, `mrr` (millionths, what is known of it), `paid`,
        `paused` and `free`: how many phases of that kind run, `unpriced`: how many paid
        ones of them have no known MRR. Days without any are left out.
    """
    paused, free = (
        nw.when(nw.col("status") == kind).then(nw.lit(1)).otherwise(nw.lit(0))
        for kind in ("paused", "free")
    )
    unpriced = nw.when(nw.col("mrr").is_null()).then(nw.lit(1)).otherwise(nw.lit(0))
    kinds = phases.with_columns(
        nw.col("mrr").fill_null(0),
        paid=1 - paused - free,
        paused=paused,
        free=free,
        unpriced=unpriced,
    ).with_columns(
        mrr=nw.col("mrr") * nw.col("paid"), unpriced=nw.col("unpriced") * nw.col("paid")
    )
    steps = ["paid", "paused", "free", "mrr", "unpriced"]
    starts = kinds.select("account", *steps, day=nw.col("start"))
    ends = kinds.select(
        "account", *(-nw.col(step) for step in steps), day=nw.col("end")
    )
    states = levels(nw.concat([starts, ends]), steps, within="account", by="day")
    served = nw.col("paid") + nw.col("paused") + nw.col("free")
    return states.filter(served > 0).select(
        "account", "end", *steps, start=nw.col("day")
    )


def renewed(states: Frame, *, grace_days: int) -> Frame:
    """The states, a paid one going on to the next that begins within the grace."""
    nexts = following(states, {"next_start": "start"}, within="account", by="start")
    is_late = nw.col("next_start") - nw.col("end") <= grace_days
    goes_on = (is_late & (nw.col("paid") > 0)).fill_null(value=False)
    end = nw.when(goes_on).then(nw.col("next_start")).otherwise(nw.col("end"))
    return nexts.with_columns(end=end).drop("next_start")


def known_mrr() -> nw.Expr:
    """MRR of the rows of `segments`, null where a part of it is unknown."""
    return nw.when(nw.col("unpriced") == 0).then(nw.col("mrr"))


def service(states: Frame, *, choices: Choices) -> Frame:
    """Customer days as intervals: paid and free ones, and pauses up to `max_pause_days`.

    Returns:
        `account`, `start`, `end`, `paid` (1 or 0) and `bridged` (1 or 0): whether what
        begins within the grace goes on from it. A pause beyond its limit may not be.
    """
    days = ("account", "start", "end")
    paid = states.filter(nw.col("paid") > 0).select(*days, paid=nw.lit(1))
    unpaid = states.filter(nw.col("paid") == 0)
    free = unpaid.filter(nw.col("free") > 0).select(*days, paid=nw.lit(0))
    pauses = joined(unpaid.filter(nw.col("free") == 0).select(*days), gap=0)
    limit = nw.col("start") + choices.max_pause_days
    is_over = (nw.col("end") > limit) & nw.lit(choices.long_pause == "an exit")
    capped = pauses.with_columns(
        bridged=nw.when(is_over).then(nw.lit(0)).otherwise(nw.lit(1)),
        end=nw.min_horizontal("end", limit),
        paid=nw.lit(0),
    )
    others = nw.concat([paid, free]).with_columns(bridged=nw.lit(1))
    return nw.concat([others, capped.select(*days, "paid", "bridged")])


def spells(served: Frame, *, choices: Choices) -> Frame:
    """One row per tenure spell (docs/metrics.md, "Tenure spell").

    Args:
        served: The intervals of `service`.

    Returns:
        `account`, `spell_no` (from 1), `start`, `end` (days, exclusive),
        `tenure_days`, `paying_days`, `last_paid` (start of the last paid interval),
        `next_start`, the start of the account's next spell or null, `is_return` (1 or 0)
        and `forgotten`, its end where anyone who came back later is a new customer.
    """
    reach = nw.col("end") + nw.col("bridged") * choices.grace_days
    days = (nw.col("end") - nw.col("start")) * nw.col("paid")
    last_paid = nw.when(nw.col("paid") == 1).then(nw.col("start"))
    return (
        stretches(
            served.with_columns(
                paying_days=days, last_paid=last_paid, last=nw.col("end"), end=reach
            ),
            gap=0,
        )
        .group_by("account", "stretch")
        .agg(
            nw.col("start").min(),
            nw.col("last").max(),
            nw.col("paying_days").sum(),
            nw.col("last_paid").max(),
        )
        .rename({"stretch": "spell_no", "last": "end"})
        .with_columns(tenure_days=nw.col("end") - nw.col("start"))
        .pipe(following, {"next_start": "start"}, within="account", by="spell_no")
        .pipe(_new_again, days=choices.new_again_days)
    )


def _new_again(spells: Frame, *, days: int) -> Frame:
    """Spells that begin more than `days` after the one before are those of new customers."""
    is_later = nw.when(nw.col("spell_no") > 1).then(nw.lit(1)).otherwise(nw.lit(0))
    never = nw.lit(None, dtype=nw.Int64)
    if not days:
        return spells.with_columns(is_return=is_later, forgotten=never)
    is_long = (nw.col("next_start") - nw.col("end") > days).fill_null(value=False)
    new = spells.filter(is_long).select(
        "account", spell_no=nw.col("spell_no") + 1, new=nw.lit(1)
    )
    return (
        spells.join(new, on=["account", "spell_no"], how="left")
        .with_columns(
            is_return=nw.when(nw.col("new").is_null()).then(is_later).otherwise(0),
            forgotten=nw.when(is_long).then(nw.col("end")),
            next_start=nw.when(~is_long).then(nw.col("next_start")),
        )
        .drop("new")
    )


def ended(tenure: Frame, *, merged: Frame, as_of_day: int) -> Frame:
    """The spells with `end_kind`: "exit", "merged" (a transfer) or "" while running.

    A spell is a transfer when it ends on the day of a merge into an account that is
    a customer that day. Running spells have no `end`.

    Args:
        tenure: The rows of `spells`.
        merged: `account`, `successor`, `merged` (day) of every merge.
        as_of_day: The last complete day in the data.
    """
    acquirers = tenure.select(
        successor=nw.col("account"), since=nw.col("start"), until=nw.col("end")
    )
    transfers = (
        merged.join(acquirers, on="successor")
        .filter(nw.col("since") <= nw.col("merged"), nw.col("merged") < nw.col("until"))
        .select("account", end="merged", transfer=nw.lit(1))
    )
    running_on = nw.col("end") > as_of_day
    return (
        tenure.join(transfers, on=["account", "end"], how="left")
        .with_columns(
            end_kind=nw.when(running_on)
            .then(nw.lit(""))
            .otherwise(
                nw.when(nw.col("transfer") == 1)
                .then(nw.lit("merged"))
                .otherwise(nw.lit("exit"))
            ),
            end=nw.when(~running_on).then(nw.col("end")),
        )
        .drop("transfer")
    )
