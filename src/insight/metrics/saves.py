"""Saves: what became of cancellation requests, and whether the saved stayed."""

from dataclasses import dataclass

import narwhals as nw
import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.frame import beside, polars


@dataclass(frozen=True, slots=True)
class Saves:
    """The funnel of account-wide requests; shares are None without a denominator.

    `immature` and `stuck_requests` are request ids, sorted.
    """

    requests: int
    offered: int
    accepted: int
    save_rate_of_offered: float | None
    save_rate_of_requests: float | None
    withdrawn_without_offer: int
    mature: int
    stuck_90: int
    stick_rate: float | None
    immature: list[str]
    stuck_requests: list[str]
    net_save_rate: float | None


def saves(facts: Facts) -> Saves:
    """The funnel over everything up to `as_of`.

    A save sticks when the account is a customer on all days from 0 to 90 (the longest of
    `stick_days`) after it accepted; acceptances younger than that are listed and not counted. The net save
    rate divides the stuck by the offered requests at least that old.

    Source: docs/metrics.md §1.6.
    """
    whole = polars(facts.requests).filter(pl.col("scope") == "account")
    asked = whole.sort("request_id")
    offered = asked.filter(pl.col("offers") > 0)
    accepted = offered.filter(pl.col("accepted").is_not_null())
    days = max(facts.choices.stick_days)
    old = facts.as_of_day - pl.col("accepted") >= days
    mature = accepted.filter(old)
    stuck = stuck_for(facts, mature, days=days)
    mature_offered = offered.filter(facts.as_of_day - pl.col("requested") >= days)
    withdrawn = (pl.col("offers") == 0) & (pl.col("outcome") == "withdrawn")
    return Saves(
        requests=asked.height,
        offered=offered.height,
        accepted=accepted.height,
        save_rate_of_offered=_share(accepted.height, offered.height),
        save_rate_of_requests=_share(accepted.height, asked.height),
        withdrawn_without_offer=asked.filter(withdrawn).height,
        mature=mature.height,
        stuck_90=stuck.height,
        stick_rate=_share(stuck.height, mature.height),
        immature=accepted.filter(~old)["request_id"].to_list(),
        stuck_requests=stuck["request_id"].to_list(),
        net_save_rate=_share(stuck.height, mature_offered.height),
    )


def stuck_for(facts: Facts, accepted: pl.DataFrame, *, days: int) -> pl.DataFrame:
    """The acceptances (`account`, `accepted`, `request_id`) that held for all `days`."""
    stayed = nw.col("end").is_null() | (nw.col("end") > nw.col("accepted") + days)
    held = (
        beside(facts.spells, accepted.select("account", "accepted", "request_id"))
        .join(facts.spells.select("account", "start", "end"), on="account")
        .filter(nw.col("start") <= nw.col("accepted"), stayed)
        .select("request_id")
        .unique()
    )
    return accepted.join(polars(held), on="request_id", how="semi")


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
