"""The reporting currency: which one, why, and what amounts have no rate into it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import narwhals as nw
import polars as pl

from insight.metrics.calendar import day_of
from insight.metrics.frame import Frame, polars
from insight.metrics.money import (
    COUNTABLE,
    DOLLARS,
    MICROS,
    UNITS_OF_MONEY,
    in_one_month,
    rates,
)
from insight.settings import Choices

FALLBACK = DOLLARS
SOURCES = {"subscriptions": "amount", "exits": "last_mrr", "win_backs": "mrr"}
CHOSEN = "chosen in Definitions, by INSIGHT_CURRENCY or on the command line"
ONLY = "the only currency in the data"
MOST_MRR = "the currency of most MRR"
MOST_AMOUNTS = "the currency of most amounts; some of the others have no rate"
UNNAMED = "no amount names a currency"


@dataclass(frozen=True, slots=True)
class Reporting:
    """In which currency money is told, and what of it can be.

    Attributes:
        currency: The reporting currency.
        why: What made it that.
        rates: `currency`, `rate`: of every currency with a rate into it.
        most: The largest amount that is counted, in millionths: sums of those do not
            go past what a whole number of 64 bits holds.
        amounts: How many amounts there are by currency, test accounts aside.
    """

    currency: str
    why: str
    rates: dict[str, float] = field(default_factory=dict)
    most: int = COUNTABLE
    amounts: dict[str, int] = field(default_factory=dict)

    @property
    def without_rate(self) -> dict[str, int]:
        """How many amounts there are in currencies without a rate, by currency."""
        return {c: n for c, n in self.amounts.items() if c not in self.rates}

    @property
    def is_complete(self) -> bool:
        """Whether every amount is counted."""
        return not self.without_rate and self.most == COUNTABLE


def reporting(
    tables: Mapping[str, Frame], *, as_of: date, choices: Choices
) -> Reporting:
    """How the money of stored tables is told; the same on every engine.

    The reporting currency is the chosen one, else the only one, else that of most MRR on
    the as-of day, compared by the rates; where one of them has no rate, that of most
    subscription phases. Where none runs, all of them count, and where there are no
    subscriptions recorded exits and returns do.

    Args:
        tables: As they are read from a snapshot.
        as_of: The last complete day in the data.
        choices: The choices in force; an empty `currency` leaves it to the data.
    """
    held = _held(tables, as_of_day=day_of(as_of))
    given = polars(tables["fx_rates"])
    found = _found(held, rates(given, currency=DOLLARS))
    currency, why = (choices.currency, CHOSEN) if choices.currency else found
    known = rates(given, currency=currency)
    told = held.with_columns(pl.col("currency").fill_null(currency)).join(
        known, on="currency", how="left"
    )
    by_code = told.group_by("currency").agg(pl.col("amounts").sum()).sort("currency")
    return Reporting(
        currency, why, dict(known.rows()), _most(told), dict(by_code.rows())
    )


def _held(tables: Mapping[str, Frame], *, as_of_day: int) -> pl.DataFrame:
    """By source and currency: `amounts` and `money` (units a month), all and `_now`."""
    is_test = nw.col("is_test").fill_null(value=False)
    tests = tables["accounts"].filter(is_test).select("account_id")
    found = []
    for source, column in SOURCES.items():
        rows = tables[source].filter(nw.col(column) > 0)
        money, runs = nw.col(column) / UNITS_OF_MONEY, nw.lit(0)
        if source == "subscriptions":
            rows = rows.filter(nw.col("status") != "trial")
            money = money * in_one_month()
            runs = _runs(as_of_day)
        mine = rows.join(tests, on="account_id", how="anti")
        units = mine.select("currency", money=money, runs=runs)
        found.append(
            polars(_summed(units)).select(
                pl.lit(source).alias("source"),
                pl.col("currency").cast(pl.String),
                pl.col("amounts", "amounts_now").cast(pl.Int64),
                pl.col("money", "money_now").cast(pl.Float64),
            )
        )
    return pl.concat(found)


def _runs(as_of_day: int) -> nw.Expr:
    over = (nw.col("end_date") <= as_of_day).fill_null(value=False)
    running = (nw.col("start_date") <= as_of_day) & ~over
    return nw.when(running).then(nw.lit(1)).otherwise(nw.lit(0))


def _summed(units: Frame) -> Frame:
    now = nw.col("money") * nw.col("runs")
    return (
        units.with_columns(money_now=now)
        .group_by("currency")
        .agg(
            nw.col("money", "money_now").sum(),
            amounts_now=nw.col("runs").sum(),
            amounts=nw.len(),
        )
    )


def _found(held: pl.DataFrame, usd: pl.DataFrame) -> tuple[str, str]:
    named = held.filter(pl.col("currency").is_not_null())
    if named["currency"].n_unique() <= 1:
        return (named["currency"][0], ONLY) if named.height else (FALLBACK, UNNAMED)
    rated = _deciding(named).join(usd, on="currency", how="left")
    all_rated = rated["rate"].null_count() == 0
    by = pl.col("money") * pl.col("rate") if all_rated else pl.col("amounts")
    most = rated.sort(by, pl.col("money"), "currency", descending=[True, True, False])
    return most["currency"][0], MOST_MRR if all_rated else MOST_AMOUNTS


def _deciding(named: pl.DataFrame) -> pl.DataFrame:
    """`currency`, `amounts` and `money` of what the reporting currency is found by."""
    paid = named.filter(pl.col("source") == "subscriptions")
    runs = paid.filter(pl.col("amounts_now") > 0)
    if runs.height:
        return runs.select("currency", amounts="amounts_now", money="money_now")
    rows = named if paid.is_empty() else paid
    return rows.group_by("currency").agg(pl.col("amounts", "money").sum())


def _most(counted: pl.DataFrame) -> int:
    """As much an amount as keeps the sum of all of them countable."""
    total = counted.select((pl.col("money") * pl.col("rate") * MICROS).sum()).item()
    if total <= COUNTABLE:
        return COUNTABLE
    return COUNTABLE // int(counted["amounts"].sum())
