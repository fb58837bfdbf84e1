"""Phases of one subscription follow each other: it has one price at a time."""

import narwhals as nw

from insight.metrics.frame import Frame, kept
from insight.metrics.windows import following, stretches

_SUBSCRIPTION = ["account", "subscription_id"]


def in_succession(phases: Frame, *, grace_days: int) -> Frame:
    """The phases, each ended by the later start of another one of its subscription.

    Phases that say the same under two ids are one; others that start on one day are
    added up. A trial that goes on from a paid phase is a pause of it: nobody leaves by
    trying another plan.

    Args:
        phases: `account`, `subscription_id`, `status`, `start`, `end` (days, end
            exclusive), `amount`, and what else tells phases apart.
        grace_days: A trial that begins so soon after a phase goes on from it.
    """
    rows = kept(phases)
    several = _with_neighbours(rows, gap=grace_days)
    alone = rows.join(several, on="account", how="anti")
    tied = _continued(_ended(rows.join(several, on="account", how="semi")), grace_days)
    return nw.concat([alone, tied.select(*phases.collect_schema().names())])


def _with_neighbours(phases: Frame, *, gap: int) -> Frame:
    """The accounts of which a phase begins before, or soon after, another one ends."""
    nexts = following(phases, {"next_start": "start"}, within="account", by="start")
    is_trial = nw.col("status") == "trial"
    trying = phases.filter(is_trial).select("account").unique()
    overlap = nexts.filter(nw.col("next_start") < nw.col("end")).select("account")
    near = nexts.filter(nw.col("next_start") <= nw.col("end") + gap)
    tried = near.join(trying, on="account", how="semi").select("account")
    return kept(nw.concat([overlap, tried]).unique())


def _ended(phases: Frame) -> Frame:
    same = [c for c in phases.collect_schema().names() if c != "end"]
    once = phases.group_by(same).agg(nw.col("end").max())
    starts = once.select(*_SUBSCRIPTION, "start").unique()
    nexts = starts.with_columns(
        next_start=nw.col("start").shift(-1).over(_SUBSCRIPTION, order_by="start")
    )
    return (
        once.join(nexts, on=[*_SUBSCRIPTION, "start"])
        .with_columns(end=nw.min_horizontal("end", "next_start"))
        .drop("next_start")
    )


def _continued(phases: Frame, grace_days: int) -> Frame:
    """Trials that go on from a paid phase, gaps within the grace bridged, as pauses."""
    is_trial = nw.col("status") == "trial"
    is_free = ~is_trial & (nw.col("amount") == 0)
    runs = stretches(phases.filter(~is_free), gap=grace_days, within=_SUBSCRIPTION)
    paid = runs.filter(~is_trial).group_by(*_SUBSCRIPTION, "stretch")
    since = paid.agg(paid_since=nw.col("start").min())
    goes_on = is_trial & (nw.col("start") > nw.col("paid_since"))
    status = nw.when(goes_on.fill_null(value=False)).then(nw.lit("paused"))
    columns = phases.collect_schema().names()
    told = runs.join(since, on=[*_SUBSCRIPTION, "stretch"], how="left").with_columns(
        status=status.otherwise(nw.col("status"))
    )
    return nw.concat([phases.filter(is_free), told.select(columns)])
