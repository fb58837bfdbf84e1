"""Tenure: how long customers stay, and what the grace does to the number of exits."""

from collections.abc import Sequence
from dataclasses import replace

import narwhals as nw
import polars as pl

from insight.metrics import spells
from insight.metrics.calendar import day_of, month_start, with_months
from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, beside, kept, polars
from insight.metrics.selection import Selection
from insight.statistics.curves import Curve, median, survival_curve
from insight.statistics.event_counts import EventCounts, count_events

ALL = "all customers"
GRACES = (7, 30, 60)
CURVE = {
    "group": pl.String,
    "day": pl.Int64,
    "at_risk": pl.Int64,
    "exits": pl.Int64,
    "share": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}


def tenure_curves(
    facts: Facts, selection: Selection, *, by: str | None = None
) -> pl.DataFrame:
    """The share still a customer after each day of a spell, as leaving went lately.

    Every tenure spell is watched inside the selected months only. One that began before
    them joins at the age it had (delayed entry): its early days say nothing, as those
    who left in them are not in the data. Running spells and merges end a watch without
    an exit, and leavers only are not watched at all. A return begins a new spell. Where few are at risk in the first days one
    exit moves the whole curve: `at_risk` says so.

    Args:
        facts: The facts.
        selection: Exits in these months, of these accounts; months before
            `facts.first_month` are not looked at.
        by: None for one curve, or "segment", "region", "plan".

    Returns:
        Per `group` and `day` on which a watch begins or ends: `at_risk` just before,
        `exits` on it, `share` left after it (0-1) with `low`, `high` (null once nobody
        is left).

    Source: Kaplan & Meier 1958; docs/metrics.md §1.4.
    """
    curves = [
        _rows(name, counts, survival_curve(counts))
        for name, counts in _counts(facts, selection, by=by)
    ]
    return pl.concat(curves) if curves else pl.DataFrame(schema=CURVE)


def tenures(
    facts: Facts, selection: Selection, *, by: str | None = None
) -> pl.DataFrame:
    """The median tenure of each group; never the mean of those who left.

    Args:
        facts: The facts.
        selection: As in `tenure_curves`.
        by: As in `tenure_curves`.

    Returns:
        `group`, `spells` watched, `exits` among them, `median_days` and its limits
        `low`, `high`: the first day on which at most half are left, null where the
        curve, or its limit, stays above.
    """
    rows = []
    for name, counts in _counts(facts, selection, by=by):
        half = median(survival_curve(counts))
        watched = int((counts.events + counts.others + counts.censored).sum())
        exits = int(counts.events.sum())
        rows.append((name, watched, exits, half.value, half.low, half.high))
    columns = ["median_days", "low", "high"]
    schema = {"group": pl.String, "spells": pl.Int64, "exits": pl.Int64}
    return pl.DataFrame(
        rows, schema=schema | dict.fromkeys(columns, pl.Float64), orient="row"
    ).with_columns(pl.col(columns).fill_nan(None).cast(pl.Int64))


def exits_by_grace(
    facts: Facts, selection: Selection, *, graces: Sequence[int] = GRACES
) -> pl.DataFrame:
    """What the number of exits would be with other graces.

    Only accounts with subscriptions: the others have no gaps to bridge.

    Returns:
        Per `grace_days`: `exits` in the selection, how many of them are `provisional`
        (younger than that grace, nobody back yet) and how many `returned` since.
    """
    states = kept(spells.segments(facts.phases))
    served = kept(spells.service(states, choices=facts.choices))
    chosen = kept(selection.of_accounts(facts.accounts).select("account"))
    rows = [
        _exits(served.join(chosen, on="account"), facts, selection, grace=grace)
        for grace in graces
    ]
    return pl.concat(rows)


def _exits(
    served: Frame, facts: Facts, selection: Selection, *, grace: int
) -> pl.DataFrame:
    ended = spells.ended(
        spells.spells(served, choices=replace(facts.choices, grace_days=grace)),
        merged=beside(served, facts.merges.by_period(monthly=False)),
        as_of_day=facts.as_of_day,
    )
    left = with_months(ended.filter(nw.col("end_kind") == "exit"), month="end")
    within = left.filter(
        nw.col("month") >= selection.first_month,
        nw.col("month") <= selection.last_month,
    )
    back = pl.col("next_start").is_not_null()
    young = facts.as_of_day - pl.col("end") < grace
    return polars(within.select("end", "next_start")).select(
        grace_days=pl.lit(grace, dtype=pl.Int64),
        exits=pl.len().cast(pl.Int64),
        provisional=(young & ~back).sum().cast(pl.Int64),
        returned=back.sum().cast(pl.Int64),
    )


def _counts(
    facts: Facts, selection: Selection, *, by: str | None
) -> list[tuple[str, EventCounts]]:
    watched = _watches(facts, selection)
    watches = (watched.clear() if facts.of_leavers else watched).with_columns(
        group=pl.lit(ALL) if by is None else pl.col(by)
    )
    return [
        (str(name), count_events(rows["days"], rows["event"], entry=rows["entry"]))
        for (name,), rows in watches.sort("group").group_by(
            "group", maintain_order=True
        )
    ]


def _watches(facts: Facts, selection: Selection) -> pl.DataFrame:
    """One row per spell watched in the selected months: `entry`, `days`, `event`."""
    from_month = max(selection.first_month, facts.first_month)
    first = day_of(month_start(from_month))
    last = min(day_of(month_start(selection.last_month + 1)) - 1, facts.as_of_day)
    there = selection.of_accounts(facts.spells).filter(
        nw.col("start") <= last, nw.col("end").is_null() | (nw.col("end") >= first)
    )
    over = pl.col("end").is_not_null() & (pl.col("end") <= last)
    return (
        polars(there)
        .with_columns(
            entry=(first - 1 - pl.col("start")).clip(lower_bound=0),
            days=pl.when(over).then("end").otherwise(last) - pl.col("start"),
            event=(over & (pl.col("end_kind") == "exit")).cast(pl.Int64),
        )
        .filter(pl.col("days") > pl.col("entry"))
    )


def _rows(name: str, counts: EventCounts, curve: Curve) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "group": [name] * len(curve.days),
            "day": curve.days.astype(int),
            "at_risk": curve.at_risk,
            "exits": counts.events,
            "share": curve.share,
            "low": curve.low,
            "high": curve.high,
        },
        schema=CURVE,
    ).with_columns(pl.col("low", "high").fill_nan(None))
