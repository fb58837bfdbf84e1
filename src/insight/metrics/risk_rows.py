"""What was known of each active account on a day, and who asked to leave after it."""

from dataclasses import dataclass

import narwhals as nw
import polars as pl

from insight.metrics.calendar import day_of, month_end
from insight.metrics.facts import Facts
from insight.metrics.festering_spans import lasting
from insight.metrics.frame import polars
from insight.metrics.renewals import anniversary, contracts
from insight.settings import Choices

RECENT_DAYS = 90
NEW_DAYS, OLD_DAYS = 90, 730
LOOK_MONTHS = 36
FEATURES = {
    "festering": "an issue festers",
    "champion_left": "the champion left lately",
    "contract_ends": "the contract year ends soon",
    "payment_failed": "a payment failed lately",
    "new": f"customer for less than {NEW_DAYS} days",
    "poor_fit": "poor fit",
    "old": f"customer for more than {OLD_DAYS} days",
}


@dataclass(frozen=True)
class Sources:
    """The frames that looks at an account are taken from, collected once."""

    choices: Choices
    accounts: pl.DataFrame
    spells: pl.DataFrame
    phases: pl.DataFrame
    contracts: pl.DataFrame
    issues: pl.DataFrame
    champions: pl.DataFrame
    requests: pl.DataFrame
    notices: pl.DataFrame


def sources(facts: Facts) -> Sources:
    """Everything `known_on` and `asked_within` look into."""
    whole = nw.col("scope") == "account"
    asked = facts.requests.filter(whole).with_columns(
        settled=nw.coalesce("settled", "accepted")
    )
    return Sources(
        choices=facts.choices,
        accounts=polars(facts.accounts.select("account", "fit")),
        spells=polars(facts.spells.select("account", "start", "end")),
        phases=polars(facts.phases.select("account", "status", "start", "end")),
        contracts=contracts(facts).select("account", "start", "end"),
        issues=polars(lasting(facts.issues, choices=facts.choices)),
        champions=polars(facts.champions.select("account", "left")),
        requests=polars(asked.select("account", "requested", "settled")),
        notices=polars(facts.notices),
    )


def known_on(found: Sources, *, day: int) -> pl.DataFrame:
    """One row per account that was active at the end of a day and had not given notice.

    Only what was known by then: an issue resolved later is open, a contract renews on
    its next anniversary whatever became of it, service must run on the day itself, and
    nothing depends on the end of a spell. `fit` bears no date in the tables and is taken
    as it is: it must have been judged before the account left.

    Returns:
        `account`, `tenure_days`; `festering_since`, `champion_left_on`, `unpaid_since`,
        `renews_on` (days, or null); one flag per feature of `FEATURES`.
    """
    active = _active(found, day)
    waiting = _waiting(found, active, day)
    known = active.join(waiting, on="account", how="anti")
    for evidence in (
        _festering(found, day),
        _left(found, day),
        _unpaid(found, day),
        _renewing(found, day),
        found.accounts,
    ):
        known = known.join(evidence, on="account", how="left")
    return known.with_columns(
        festering=pl.col("festering_since").is_not_null(),
        champion_left=pl.col("champion_left_on").is_not_null(),
        payment_failed=pl.col("unpaid_since").is_not_null(),
        contract_ends=(pl.col("renews_on") <= day + RECENT_DAYS).fill_null(value=False),
        new=pl.col("tenure_days") < NEW_DAYS,
        old=pl.col("tenure_days") > OLD_DAYS,
        poor_fit=pl.col("fit") == "poor",
    ).drop("start", "fit")


def asked_within(found: Sources, *, day: int, horizon: int) -> pl.DataFrame:
    """`account` of those who asked to leave in the `horizon` days after a day."""
    after = pl.col("requested") - day
    return (
        found.requests.filter(after.is_between(1, horizon)).select("account").unique()
    )


def looks(facts: Facts, *, horizon: int) -> list[int]:
    """The month-ends (days) that accounts are looked at, earliest first.

    Far enough apart that no request is counted at two of them, at most `LOOK_MONTHS`
    back, and old enough that the `horizon` days after each are over.
    """
    step = max(1, round(horizon / 30))
    months = range(facts.last_month, facts.first_month - 1, -1)
    over = [
        day
        for month in months
        if (day := day_of(month_end(month))) + horizon <= facts.as_of_day
    ]
    return over[:LOOK_MONTHS:step][::-1]


def account_looks(found: Sources, days: list[int], *, horizon: int) -> pl.DataFrame:
    """`look` (day), `account`, the features and `asked`: one row per account and look."""
    rows = []
    for day in days:
        asked = asked_within(found, day=day, horizon=horizon).with_columns(asked=True)
        known = known_on(found, day=day).join(asked, on="account", how="left")
        rows.append(
            known.select(
                pl.lit(day, dtype=pl.Int64).alias("look"),
                "account",
                *FEATURES,
                pl.col("asked").fill_null(value=False),
            )
        )
    schema = {"look": pl.Int64, "account": pl.Int64} | dict.fromkeys(
        [*FEATURES, "asked"], pl.Boolean
    )
    return pl.concat(rows) if rows else pl.DataFrame(schema=schema)


def _active(found: Sources, day: int) -> pl.DataFrame:
    """Accounts in a spell that are served or paused on the day, with its start."""
    lasts = pl.col("end").is_null() | (pl.col("end") > day)
    in_spell = found.spells.filter(pl.col("start") <= day, lasts)
    served = found.phases.filter(pl.col("start") <= day, pl.col("end") > day)
    return in_spell.join(served, on="account", how="semi").select(
        "account", "start", tenure_days=day - pl.col("start")
    )


def _waiting(found: Sources, active: pl.DataFrame, day: int) -> pl.DataFrame:
    """Accounts with notice given: asked in this spell and not settled, or noted so."""
    unsettled = pl.col("settled").is_null() | (pl.col("settled") > day)
    asked = found.requests.join(active, on="account").filter(
        pl.col("requested").is_between("start", day), unsettled
    )
    noted = found.notices.filter(pl.col("notice") <= day, pl.col("day") > day)
    return pl.concat([asked.select("account"), noted.select("account")])


def _festering(found: Sources, day: int) -> pl.DataFrame:
    unresolved = pl.col("resolved").is_null() | (pl.col("resolved") > day)
    long_open = day - pl.col("opened") > found.choices.festering_days
    return (
        found.issues.filter(long_open, unresolved)
        .group_by("account")
        .agg(festering_since=pl.col("opened").min())
    )


def _left(found: Sources, day: int) -> pl.DataFrame:
    ago = day - pl.col("left")
    return (
        found.champions.filter(ago.is_between(0, found.choices.champion_days - 1))
        .group_by("account")
        .agg(champion_left_on=pl.col("left").max())
    )


def _unpaid(found: Sources, day: int) -> pl.DataFrame:
    ago = day - pl.col("start")
    return (
        found.phases.filter(
            pl.col("status") == "past_due", ago.is_between(0, RECENT_DAYS - 1)
        )
        .group_by("account")
        .agg(unpaid_since=pl.col("start").max())
    )


def _renewing(found: Sources, day: int) -> pl.DataFrame:
    years = (day - pl.col("start")) // 366
    running = found.contracts.filter(pl.col("start") <= day, pl.col("end") > day)
    due = [anniversary("start", years + more) for more in range(3)]
    later = [pl.when(each > day).then(each) for each in due]
    return running.select("account", renews_on=pl.coalesce(later))
