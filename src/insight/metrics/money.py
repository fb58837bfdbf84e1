"""Money inside metrics: whole millionths of the reporting currency.

A twelfth of an annual price is not a whole number of cents; rounding it to one
would make monthly totals drift by up to half a cent per contract. Millionths keep
sums exact to the cent for some ten thousand such contracts, and integers add up the
same way in every order and on every engine.
"""

from collections.abc import Mapping

import narwhals as nw
import polars as pl

from insight.schema import MONTHS_PER_INTERVAL

MICROS = 1_000_000
UNITS_OF_MONEY = 10_000
UNITS_OF_A_RATE = 100_000_000
"""Smallest units of the decimals in stored tables, in one of a currency."""
COUNTABLE = 10**18
"""The most millionths that all amounts together may be: no sum of theirs wraps round."""
DOLLARS = "USD"


def to_units(column: str) -> pl.Expr:
    """Millionths as units of the currency, rounded to the cent, for results."""
    return (pl.col(column) / MICROS).round(2)


def known_sum(amounts: pl.Series) -> float | None:
    """The sum of what is known; None where there are amounts and none is."""
    nothing = amounts.len() > 0 and amounts.null_count() == amounts.len()
    return None if nothing else float(amounts.sum())


def rates(fx_rates: pl.DataFrame, *, currency: str) -> pl.DataFrame:
    """`currency`, `rate`: one constant rate into the reporting currency.

    The reporting currency is always there, and the dollar where that has a rate; a
    currency without a rate is left out, so anyone who joins must look for nulls.

    Args:
        fx_rates: `currency`, `usd_per_unit` (`UNITS_OF_A_RATE`).
        currency: The reporting currency.
    """
    given = fx_rates.select("currency", pl.col("usd_per_unit") / UNITS_OF_A_RATE)
    usd = {code: rate for code, rate in given.rows() if rate} | {DOLLARS: 1.0}
    base = usd.get(currency)
    known = {code: rate / base for code, rate in usd.items()} if base else {}
    known[currency] = 1.0
    return pl.DataFrame(
        {"currency": list(known), "rate": list(known.values())},
        schema={"currency": pl.String, "rate": pl.Float64},
    )


def in_micros(amount: str, *, most: int) -> nw.Expr:
    """An amount (`UNITS_OF_MONEY`) times the joined `rate`, as whole millionths.

    It is null where the rate is, and where it is more than `most`.
    """
    return _whole(nw.col(amount) * (MICROS / UNITS_OF_MONEY) * nw.col("rate"), most)


def monthly_micros(*, most: int) -> nw.Expr:
    """MRR of a phase: `amount` over the months of its `billing_interval`.

    It is null where the rate is, and where it is more than `most`.
    """
    per_unit = in_one_month() * (MICROS / UNITS_OF_MONEY)
    return _whole(nw.col("amount") * per_unit * nw.col("rate"), most)


def in_one_month() -> nw.Expr:
    """The share of a price that is for one month, by its `billing_interval`."""
    return _looked_up(
        "billing_interval", {name: 1 / m for name, m in MONTHS_PER_INTERVAL.items()}
    )


def _whole(number: nw.Expr, most: int) -> nw.Expr:
    """Rounded to the nearest, halves up: engines differ in what `round` does to them."""
    return nw.when(number <= most).then((number + 0.5).floor()).cast(nw.Int64)


def _looked_up(column: str, values: Mapping[str, float]) -> nw.Expr:
    found = (nw.when(nw.col(column) == k).then(nw.lit(v)) for k, v in values.items())
    return nw.coalesce(*found)
