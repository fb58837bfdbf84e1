"""Cancellation requests and save offers as tables."""

import numpy as np
import polars as pl

from insight.sample.accounts import numbered
from insight.sample.days import LAST, known, planned
from insight.sample.draws import chosen, stream
from insight.sample.simulation.log import Log

_ASKED = pl.Schema(
    {
        "account": pl.Int64,
        "day": pl.Int64,
        "exit_day": pl.Int64,
        "withdrawn": pl.Boolean,
        "times": pl.Int64,
        "offer": pl.String,
        "accepted": pl.Boolean,
        "answered": pl.Int64,
    }
)
_NO_FOR_AN_ANSWER = {"declined": 0.7, "no_answer": 0.3}


def requests_of(
    seed: int, log: Log, *, accounts: pl.DataFrame, add_ons: pl.DataFrame
) -> pl.DataFrame:
    """One row per request with its id, account and outcome; dropped add-ons included.

    `ended` is the day of the outcome, after the last day while it is open.
    """
    rng = stream(seed, "requests")
    asked = log.table("requests", schema=_ASKED).with_columns(scope=pl.lit("account"))
    requests = pl.concat([asked, _partial(rng, add_ons)], how="diagonal")
    withdrawn_after = pl.Series(rng.integers(1, 10, size=requests.height))
    return (
        requests.sort("day", "account")
        .with_columns(
            pl.Series("request_id", numbered("R", requests.height)),
            ended=pl.when("withdrawn")
            .then(pl.col("day") + withdrawn_after)
            .when("accepted")
            .then("answered")
            .otherwise("exit_day"),
        )
        .with_columns(outcome=_outcome())
        .join(accounts, on="account", how="left", maintain_order="left")
    )


def request_table(requests: pl.DataFrame, exits: pl.DataFrame) -> pl.DataFrame:
    """The requests, each with the exit record it led to."""
    led_to = exits.select("account", "exit_day", "exit_id", outcome=pl.lit("exited"))
    return (
        requests.join(led_to, on=["account", "exit_day", "outcome"], how="left")
        .sort("request_id")
        .with_columns(
            requested_date=known("day"),
            effective_date=planned("exit_day"),
            outcome_date=known("ended"),
        )
    )


def offer_table(seed: int, requests: pl.DataFrame) -> pl.DataFrame:
    """One row per request in which an offer was presented, once or more often."""
    rng = stream(seed, "offers")
    offered_on = (pl.col("day") + pl.col("answered")) // 2
    offers = requests.filter(pl.col("times") > 0, offered_on <= LAST)
    otherwise = pl.Series(chosen(rng, _NO_FOR_AN_ANSWER, count=offers.height))
    return (
        offers.with_columns(
            pl.Series("offer_id", numbered("O", offers.height)),
            offered=offered_on,
            response=pl.when(pl.col("answered") > LAST)
            .then(pl.lit("no_answer"))
            .when("accepted")
            .then(pl.lit("accepted"))
            .otherwise(otherwise),
        )
        .with_columns(offered_date=known("offered"), offer_type="offer")
        .with_columns(
            times_presented="times",
            responded_date=pl.when(pl.col("response") != "no_answer").then(
                known("answered")
            ),
        )
    )


def _outcome() -> pl.Expr:
    return (
        pl.when(pl.col("ended") > LAST)
        .then(pl.lit("open"))
        .when("accepted")
        .then(pl.lit("saved"))
        .when("withdrawn")
        .then(pl.lit("withdrawn"))
        .when(pl.col("scope") == "subscription")
        .then(pl.lit("partial"))
        .otherwise(pl.lit("exited"))
    )


def _partial(rng: np.random.Generator, add_ons: pl.DataFrame) -> pl.DataFrame:
    dropped = add_ons.filter("dropped")
    notice = pl.Series(rng.integers(5, 31, size=dropped.height))
    return dropped.select(
        "account",
        day=pl.col("end") - notice,
        exit_day="end",
        withdrawn=pl.lit(value=False),
        accepted=pl.lit(value=False),
        times=pl.lit(0, dtype=pl.Int64),
        scope=pl.lit("subscription"),
    )
