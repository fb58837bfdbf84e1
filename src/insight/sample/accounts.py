"""Who the accounts are: what is known of each before anything happens to it."""

import numpy as np
import polars as pl

from insight.sample import names, planted
from insight.sample.days import FIRST, LAST, NEVER
from insight.sample.draws import (
    Floats,
    Ints,
    Texts,
    chosen,
    chosen_by,
    happens,
    looked_up,
    stream,
)

INTERVALS = {1: "month", 3: "quarter", 12: "year"}
_FIRST_PLAN = {"smb": 0, "mid": 1, "ent": 2}


def draw_accounts(seed: int, count: int) -> pl.DataFrame:
    """One row per account in order of arrival; `account` is its position.

    `starts_on` is the first paid day as a day number (never for a trial only), `kind`
    is customer, test, trial or duplicate, `mrr` is whole units of the own currency.
    """
    rng = stream(seed, "accounts")
    segment = chosen(rng, planted.SEGMENTS, count=count)
    region = chosen(rng, planted.REGIONS, count=count)
    industry = rng.choice(np.array(names.INDUSTRIES), size=count)
    currency = chosen_by(rng, planted.CURRENCIES, keys=region)
    arrival = _arrivals(rng, count)
    return pl.DataFrame(
        {
            "account": np.arange(count),
            "account_id": numbered("A", count),
            "account_name": names.companies(rng, industries=industry),
            "segment": segment,
            "poor_fit": happens(rng, np.full(count, planted.POOR_FIT_SHARE)),
            "region": region,
            "industry": industry,
            "currency": currency,
            "owner": rng.choice(np.array(names.MANAGERS), size=count),
            "kind": _kinds(rng, arrival),
            "arrival": arrival,
            "months": _billing_months(rng, segment),
            "plan_rank": _first_plans(rng, segment),
            "mrr": _first_mrr(rng, segment, currency),
        }
    ).with_columns(starts_on=pl.when(_ever_pays()).then("arrival").otherwise(NEVER))


def numbered(letter: str, count: int) -> Texts:
    """Ids of equal length: the letter and a number from 1."""
    digits = len(str(count))
    return np.array(
        [f"{letter}{row:0{digits}}" for row in range(1, count + 1)], dtype=str
    )


def _arrivals(rng: np.random.Generator, count: int) -> Ints:
    early = round(count * planted.SHARE_AT_START)
    ages = np.ceil(rng.exponential(planted.MEAN_AGE_AT_START, size=early))
    later = rng.integers(FIRST, LAST + 1, size=count - early)
    return np.sort(np.concatenate([FIRST - ages.astype(np.int64), later]))


def _kinds(rng: np.random.Generator, arrival: Ints) -> Texts:
    count = len(arrival)
    kind = np.full(count, "customer", dtype="<U9")
    new = arrival >= FIRST
    kind[new & happens(rng, np.full(count, planted.DUPLICATE_SHARE))] = "duplicate"
    kind[new & happens(rng, np.full(count, planted.TRIAL_ONLY_SHARE))] = "trial"
    kind[happens(rng, np.full(count, planted.TEST_SHARE))] = "test"
    return kind


def _ever_pays() -> pl.Expr:
    return pl.col("kind").is_in(["customer", "test"])


def _first_plans(rng: np.random.Generator, segment: Texts) -> Ints:
    lowest = looked_up(_FIRST_PLAN, segment).astype(np.int64)
    return lowest + rng.integers(0, 2, size=len(segment))


def _billing_months(rng: np.random.Generator, segment: Texts) -> Ints:
    annual = happens(rng, looked_up(planted.ANNUAL_SHARE, segment))
    quarterly = happens(rng, np.full(len(segment), planted.QUARTERLY_SHARE))
    return np.where(annual, 12, np.where(quarterly, 3, 1))


def _first_mrr(rng: np.random.Generator, segment: Texts, currency: Texts) -> Floats:
    median = looked_up(planted.MEDIAN_MRR, segment)
    dollars = median * rng.lognormal(0.0, planted.MRR_SPREAD, size=len(segment))
    rates = {code: float(rate) for code, rate in planted.FX_RATES.items()}
    return np.round(dollars / looked_up(rates, currency))
