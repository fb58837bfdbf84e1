"""Support issues: drawn for the whole time, kept while the account is a customer."""

import numpy as np
import polars as pl

from insight.sample import planted
from insight.sample.accounts import numbered
from insight.sample.days import FIRST, LAST, known
from insight.sample.draws import (
    Ints,
    Texts,
    chosen,
    happens,
    looked_up,
    stream,
)
from insight.sample.simulation.diary import Diary

_TOPICS = {
    "billing": 0.12,
    "export": 0.10,
    "integration": 0.16,
    "login": 0.11,
    "performance": 0.11,
    "permissions": 0.09,
    "reports": 0.17,
    "sync": 0.14,
}
_CLOSINGS = {"fixed": 0.65, "answered": 0.35}
_REOPENED = [0.86, 0.11, 0.03]
_LONGEST_ORDINARY = 25


def draw_issues(seed: int, accounts: pl.DataFrame) -> pl.DataFrame:
    """One row per issue that would be opened if nobody ever left, sorted by day.

    `opened` and `resolved` are day numbers.
    """
    rng = stream(seed, "issues")
    account = _issue_accounts(rng, accounts)
    since = np.maximum(accounts["starts_on"].to_numpy(), FIRST)[account]
    opened = since + np.floor(rng.random(len(account)) * (LAST + 1 - since)).astype(int)
    severity = chosen(rng, planted.SEVERITY, count=len(account))
    return pl.DataFrame(
        {
            "account": account,
            "opened": opened,
            "resolved": opened + _days_open(rng, severity),
            "severity": severity,
            "topic": chosen(rng, _TOPICS, count=len(account)),
        }
    ).sort("opened", "account", maintain_order=True)


def festering(issues: pl.DataFrame) -> tuple[Diary, Diary]:
    """When issues begin to fester, and when those are resolved."""
    begins = pl.col("opened") + planted.FESTERING_DAYS + 1
    slow = issues.with_columns(begins=begins).filter(
        pl.col("severity") != "low", pl.col("resolved") > pl.col("begins")
    )
    account, since = slow["account"].to_numpy(), slow["opened"].to_numpy()
    return (
        Diary.of(day=slow["begins"].to_numpy(), account=account, since=since),
        Diary.of(day=slow["resolved"].to_numpy(), account=account, since=since),
    )


def issue_table(seed: int, issues: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    """The issues of customers, by account id.

    Most of those open at an exit are closed administratively some days after it:
    a trap for anyone who reads `resolved_date` as the day the customer was helped.
    """
    rng = stream(seed, "issue table")
    kept = _while_customer(issues, spells).pipe(_tidied_up, rng)
    count = kept.height
    ordinary = pl.Series(chosen(rng, _CLOSINGS, count=count))
    how = pl.when("tidied").then(pl.lit("administrative")).otherwise(ordinary)
    return kept.with_columns(
        issue_id=pl.Series(numbered("I", count)),
        opened_date=known("opened"),
        resolved_date=known("resolved"),
        reopened_count=pl.Series(rng.choice(3, size=count, p=_REOPENED)),
        resolved_how=pl.when(pl.col("resolved") <= LAST).then(how),
    )


def _while_customer(issues: pl.DataFrame, spells: pl.DataFrame) -> pl.DataFrame:
    return issues.join_asof(
        spells.select("account", "account_id", "start", "exit_day").sort("start"),
        left_on="opened",
        right_on="start",
        by="account",
        check_sortedness=False,
    ).filter(pl.col("opened") < pl.col("exit_day"))


def _tidied_up(issues: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    share = np.full(issues.height, planted.CLOSED_AFTER_EXIT)
    after = pl.Series(rng.integers(0, 21, size=issues.height))
    drawn = pl.Series(happens(rng, share))
    return issues.with_columns(tidied_on=pl.col("exit_day") + after).with_columns(
        tidied=drawn & (pl.col("tidied_on") < pl.col("resolved")),
        resolved=pl.when(drawn)
        .then(pl.min_horizontal("resolved", "tidied_on"))
        .otherwise("resolved"),
    )


def _issue_accounts(rng: np.random.Generator, accounts: pl.DataFrame) -> Ints:
    segment = accounts["segment"].to_numpy().astype(str)
    shape = planted.ISSUE_FRAILTY_SHAPE
    frailty = rng.gamma(shape, 1 / shape, size=accounts.height)
    since = np.maximum(accounts["starts_on"].to_numpy(), FIRST)
    years = np.clip(LAST + 1 - since, 0, None) / 365.25
    mean = looked_up(planted.ISSUES_PER_YEAR, segment) * frailty * years
    return np.repeat(np.arange(accounts.height), rng.poisson(mean))


def _days_open(rng: np.random.Generator, severity: Texts) -> Ints:
    count = len(severity)
    slow = happens(rng, np.where(severity == "low", 0.0, planted.SLOW_SHARE))
    ordinary = np.minimum(rng.lognormal(1.1, 1.0, size=count), _LONGEST_ORDINARY)
    median = np.log(planted.SLOW_MEDIAN_DAYS)
    lingering = rng.lognormal(median, 0.8, size=count)
    return np.where(slow, lingering, ordinary).astype(np.int64)
