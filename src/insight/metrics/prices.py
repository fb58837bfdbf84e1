"""Since when prices are known: a list of subscriptions as they are knows no earlier ones."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from insight.formats import day_words
from insight.metrics.calendar import month_end, month_start
from insight.metrics.facts import Facts


def words_on_prices(facts: Facts, prices_from: date | None) -> str:
    """Which MRR is at later prices; empty where files tell the history of all of them."""
    if prices_from is None or month_start(facts.first_month) >= prices_from:
        return ""
    day = day_words(prices_from)
    return (
        f"MRR before {day} is at the prices of that day: the list of subscriptions says "
        "no earlier ones, so expansion and contraction before it are not known."
    )


def prices_as_of(months: Iterable[int], prices_from: date | None) -> list[pl.Series]:
    """The day whose prices each month before it rests on, null for the others.

    Args:
        months: Index of each month.
        prices_from: The first day of which prices are known; None for all days, which
            gives no column.
    """
    if prices_from is None:
        return []
    earlier = [prices_from if month_end(m) < prices_from else None for m in months]
    return [pl.Series("prices_as_of", earlier, dtype=pl.Date)]
