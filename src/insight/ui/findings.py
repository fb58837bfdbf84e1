"""What each figure shows, in a sentence for whoever cannot see it."""

import polars as pl

from insight.formats import percent
from insight.remembered import remembered
from insight.words import listed

NAMED = 4


@remembered
def rates_finding(rates: pl.DataFrame) -> str:
    """The share back at each horizon, per group."""
    rows = [
        f"{row['curve']} within {row['horizon']} days {percent(row['share'])}"
        for row in rates.iter_rows(named=True)
    ]
    return f"Share that came back: {listed(rows)}."
