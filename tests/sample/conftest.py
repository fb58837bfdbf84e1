"""Worlds to look at, and the clock that runs from each exit to a return."""

from pathlib import Path

import polars as pl
import pytest

from insight.sample import sample_world
from insight.sample.planted import AS_OF, SEED
from insight.taxonomy import REASONS

World = dict[str, pl.DataFrame]
SHIPPED = Path(__file__).resolve().parents[2] / "sample_data"
GRACE_DAYS = 30


@pytest.fixture(scope="session")
def shipped_folder() -> Path:
    return SHIPPED


@pytest.fixture(scope="session")
def world() -> World:
    return sample_world(seed=SEED)


@pytest.fixture(scope="session")
def large_world() -> World:
    return sample_world(seed=1, accounts=8_000)


@pytest.fixture(scope="session")
def clocks(world: World) -> pl.DataFrame:
    return _clocks(world)


@pytest.fixture(scope="session")
def large_clocks(large_world: World) -> pl.DataFrame:
    return _clocks(large_world)


def _clocks(world: World) -> pl.DataFrame:
    returns = world["win_backs"].select("account_id", "return_date")
    companies = world["accounts"].select("account_id", "fit", "entity_ceased_date")
    offers = world["save_offers"].select("request_id", "times_presented")
    pressure = world["cancellation_requests"].join(offers, on="request_id")
    groups = {code: reason.group.value for code, reason in REASONS.items()}
    end = pl.min_horizontal("return_date", "entity_ceased_date", pl.lit(AS_OF))
    days = (end - pl.col("exit_date")).dt.total_days()
    return (
        world["exits"]
        .join(world["offboarding"], on="exit_id")
        .join(companies, on="account_id")
        .join(pressure.select("exit_id", "times_presented"), on="exit_id", how="left")
        .sort("exit_date")
        .join_asof(
            returns.sort("return_date"),
            left_on="exit_date",
            right_on="return_date",
            by="account_id",
            strategy="forward",
            check_sortedness=False,
        )
        .with_columns(
            days=days.cast(pl.Float64),
            returned=pl.col("return_date").is_not_null(),
            is_good=_is_good(),
            is_pushed=pl.col("times_presented").fill_null(0) > 2,
            has_poor_fit=pl.col("fit") == "poor",
            is_merger=pl.col("reason_code") == "merger",
            group=pl.col("reason_code").replace_strict(groups),
        )
        .filter(pl.col("days") > GRACE_DAYS, pl.col("group") != "unknown")
    )


def _is_good() -> pl.Expr:
    to_close = pl.col("closed_date") - pl.col("cancel_requested_date")
    promises = [
        to_close.dt.total_days() <= 7,
        pl.col("contacts_needed") <= 1,
        pl.col("export_delivered"),
        pl.col("export_instructions"),
        ~pl.col("surprise_fee"),
    ]
    passed = pl.sum_horizontal(promise.cast(pl.Int64) for promise in promises)
    applicable = pl.sum_horizontal(promise.is_not_null() for promise in promises)
    hard_fail = pl.col("surprise_fee") | ~pl.col("export_delivered").fill_null(
        value=True
    )
    return (passed / applicable >= 0.8) & ~hard_fail
