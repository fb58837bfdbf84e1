"""The accounts table: what became of each company beside what was known at the start."""

import numpy as np
import polars as pl

from insight.sample.days import LAST, known, planned
from insight.sample.draws import chosen, empty_as_null, happens, stream
from insight.sample.simulation.log import Log

_MERGERS = pl.Schema({"account": pl.Int64, "into": pl.Int64, "day": pl.Int64})
_CEASED = pl.Schema({"account": pl.Int64, "day": pl.Int64})
_CONSENT = {"yes": 0.5, "no": 0.15, "": 0.35}
_REST_SHARE, _REST_DAYS = 0.06, 180
_PARENT_SHARE = 0.03


def account_table(
    seed: int, log: Log, *, accounts: pl.DataFrame, exits: pl.DataFrame
) -> pl.DataFrame:
    """One row per account: merged and duplicate ones name the account they went into."""
    rng = stream(seed, "companies")
    return (
        accounts.join(_merged(rng, log, accounts), on="account", how="left")
        .join(log.table("ceased", schema=_CEASED), on="account", how="left")
        .join(_last_exits(exits), on="account", how="left")
        .sort("account")
        .with_columns(
            **_permissions(rng, accounts.height),
            account_name=pl.coalesce("duplicate_name", "account_name"),
            fit=pl.when("poor_fit").then(pl.lit("poor")).otherwise(pl.lit("good")),
            is_test=pl.col("kind") == "test",
            start_date=planned("starts_on"),
            merged_date=known("merged"),
            entity_ceased_date=pl.coalesce(known("day"), known("absorbed")),
            parent_account_id=_parents(rng, accounts),
        )
        .with_columns(
            consent_to_contact=pl.when(pl.col("left").is_not_null()).then("consent"),
            do_not_contact_before=pl.when("rests").then(planned("rests_until")),
        )
    )


def _merged(rng: np.random.Generator, log: Log, accounts: pl.DataFrame) -> pl.DataFrame:
    mergers = log.table("mergers", schema=_MERGERS).select(
        "account", "into", merged="day", absorbed="day"
    )
    names = accounts.select(
        into="account", merged_into_account_id="account_id", into_name="account_name"
    )
    duplicate_name = pl.when(pl.col("absorbed").is_null()).then(
        pl.col("into_name") + " Ltd"
    )
    return (
        pl.concat([mergers, _duplicates(rng, accounts)], how="diagonal")
        .join(names, on="into")
        .with_columns(duplicate_name=duplicate_name)
    )


def _duplicates(rng: np.random.Generator, accounts: pl.DataFrame) -> pl.DataFrame:
    twice = accounts.filter(pl.col("kind") == "duplicate")
    known_before = accounts.filter(pl.col("kind") == "customer")["account"].to_numpy()
    earliest = known_before[: len(known_before) // 4 + 1]
    found_after = pl.Series(rng.integers(20, 120, size=twice.height))
    return twice.select(
        "account",
        into=pl.Series(rng.choice(earliest, size=twice.height)),
        merged=pl.min_horizontal(pl.col("arrival") + found_after, pl.lit(LAST)),
    )


def _last_exits(exits: pl.DataFrame) -> pl.DataFrame:
    return exits.group_by("account").agg(left=pl.col("exit_day").max())


def _permissions(
    rng: np.random.Generator, count: int
) -> dict[str, pl.Series | pl.Expr]:
    consent = empty_as_null(chosen(rng, _CONSENT, count=count))
    return {
        "consent": consent == "yes",
        "rests": pl.Series(happens(rng, np.full(count, _REST_SHARE))),
        "rests_until": pl.col("left") + _REST_DAYS,
    }


def _parents(rng: np.random.Generator, accounts: pl.DataFrame) -> pl.Series:
    ids = accounts["account_id"].to_numpy().astype(str)
    large = (accounts["segment"] == "ent").to_numpy()
    if not large.any():
        return pl.Series([None] * len(ids), dtype=pl.String)
    owned = happens(rng, ~large * _PARENT_SHARE)
    parent = rng.choice(ids[large], size=len(ids))
    return empty_as_null(np.where(owned, parent, ""))
