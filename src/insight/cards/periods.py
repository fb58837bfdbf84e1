"""What a selection of months is called, and which of them is still running."""

from typing import Final

import polars as pl

from insight.formats import month_words
from insight.metrics.calendar import month_label
from insight.metrics.selection import Selection


def period_words(chosen: Selection) -> str:
    """The first and last month of a selection.

    Examples:
        >>> period_words(Selection(662, 673))
        'Mar 2025 to Feb 2026'
    """
    first, last = (
        month_words(month_label(month))
        for month in (chosen.first_month, chosen.last_month)
    )
    return first if first == last else f"{first} to {last}"


RUNNING: Final = {"is_running": "Still running"}


def running_words(months: pl.DataFrame) -> str:
    """That the last month still runs; empty where all months are over.

    Args:
        months: `month` ("2026-02") in order, and `is_running`.
    """
    running = months.filter("is_running")
    if running.is_empty():
        return ""
    month = month_words(running["month"][-1])
    return f" {month} is not over: its figures are so far, and no month is compared with it."
