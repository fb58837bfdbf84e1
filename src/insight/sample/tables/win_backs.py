"""Recorded returns: what brought customers back, and at which price."""

import numpy as np
import polars as pl

from insight.sample.accounts import numbered
from insight.sample.days import known
from insight.sample.draws import chosen, chosen_by, empty_as_null, happens, stream
from insight.sample.simulation.log import Log
from insight.sample.tables.subscriptions import ADD_ON

_RETURNS = pl.Schema({"account": pl.Int64, "exit_day": pl.Int64, "day": pl.Int64})
_TRIGGERS = {"asked": 0.45, "itself": 0.40, "campaign": 0.15}
_OFFERS = {
    "asked": {"": 0.55, "20% off for a year": 0.2, "new set-up for free": 0.25},
    "campaign": {"three months at half price": 0.7, "new set-up for free": 0.3},
}
_BECAUSE = {
    "merger": {"The new owner wants the tool back": 0.6, "Split off again": 0.4},
    "leadership_change": {"The next management asked for it": 1.0},
    "project_ended": {"A new project began": 1.0},
    "seasonal": {"The season starts again": 1.0},
    "budget_cut": {"There is a budget again": 1.0},
    "missing_feature": {"The feature is there now": 1.0},
    "unresolved_issue": {"The issue is fixed": 1.0},
}
_ANYHOW = {
    "The alternative did not work out": 0.4,
    "Somebody who knew us joined them": 0.25,
    "The need came back": 0.35,
}
_SAID_WHY = 0.7
_THROUGH_A_CONTACT = 0.25


def win_back_table(
    seed: int,
    log: Log,
    *,
    exits: pl.DataFrame,
    phases: pl.DataFrame,
    contacts: pl.DataFrame,
) -> pl.DataFrame:
    """One row per return, also within the grace period; its price is the first phase's."""
    rng = stream(seed, "win-backs")
    returns = _returns(log, exits, phases)
    count = returns.height
    trigger = chosen(rng, _TRIGGERS, count=count)
    through = pl.Series(happens(rng, np.full(count, _THROUGH_A_CONTACT)))
    return (
        returns.join(_champions(contacts), on="account_id", how="left")
        .sort("day", "account")
        .with_columns(
            win_back_id=pl.Series(numbered("W", count)),
            return_date=known("day"),
            trigger=pl.Series(trigger),
            returned_because=_because(rng, returns["code"]),
            offer=empty_as_null(chosen_by(rng, _OFFERS, keys=trigger)),
            via_contact_id=pl.when(through).then("contact_id"),
        )
    )


def _returns(log: Log, exits: pl.DataFrame, phases: pl.DataFrame) -> pl.DataFrame:
    codes = exits.select("account", "exit_day", "code")
    first = phases.filter(pl.col("plan_id") != ADD_ON).select(
        "account", "account_id", "currency", day="start", mrr="price"
    )
    return (
        log.table("returns", schema=_RETURNS)
        .join(codes, on=["account", "exit_day"], how="left")
        .join(first, on=["account", "day"], how="left")
        .sort("day", "account")
    )


def _because(rng: np.random.Generator, code: pl.Series) -> pl.Series:
    keys = code.fill_null("").to_numpy().astype(str)
    own = chosen_by(rng, _BECAUSE, keys=keys)
    anyhow = chosen(rng, _ANYHOW, count=len(keys))
    said = happens(rng, np.full(len(keys), _SAID_WHY))
    return empty_as_null(np.where(said, np.where(own == "", anyhow, own), ""))


def _champions(contacts: pl.DataFrame) -> pl.DataFrame:
    staying = contacts.filter("is_champion", pl.col("left_date").is_null())
    return staying.select("account_id", "contact_id")
