"""What a selection of months is called."""

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
