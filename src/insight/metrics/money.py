"""Money inside metrics: whole millionths of the reporting currency.

A twelfth of an annual price is not a whole number of cents; rounding it to one
would make monthly totals drift by up to half a cent per contract. Millionths keep
sums exact to the cent for some ten thousand such contracts, and integers add up the
same way in every order and on every engine.
"""

import polars as pl

from insight.schema import MONTHS_PER_INTERVAL

MICROS = 1_000_000


def to_units(column: str) -> pl.Expr:
    """Millionths as units of the currency, rounded to the cent, for results."""
    return (pl.col(column) / MICROS).round(2)


def rates(fx_rates: pl.DataFrame, *, currency: str) -> pl.DataFrame:
    """`currency`, `rate`: one constant rate into the reporting currency.

    The reporting currency is always there; a currency without a rate is left out,
    so whoever joins must look for nulls.
    """
    usd = dict(
        fx_rates.select("currency", pl.col("usd_per_unit").cast(pl.Float64)).rows()
    )
    base = usd.get(currency, 1.0)
    known = {code: rate / base for code, rate in usd.items()} | {currency: 1.0}
    return pl.DataFrame(
        {"currency": list(known), "rate": list(known.values())},
        schema={"currency": pl.String, "rate": pl.Float64},
    )


def in_micros(amount: str) -> pl.Expr:
    """A decimal amount times the joined `rate`, as whole millionths."""
    return (
        (pl.col(amount).cast(pl.Float64) * pl.col("rate") * MICROS)
        .round(0)
        .cast(pl.Int64)
    )


def monthly_micros() -> pl.Expr:
    """MRR of a phase: `amount` over the months of its `billing_interval`."""
    months = pl.col("billing_interval").replace_strict(
        MONTHS_PER_INTERVAL, return_dtype=pl.Float64
    )
    per_month = pl.col("amount").cast(pl.Float64) / months * pl.col("rate")
    return (per_month * MICROS).round(0).cast(pl.Int64)
