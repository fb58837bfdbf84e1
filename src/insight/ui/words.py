"""What the pages call a period, and what each file is for."""

from insight.formats import month_words
from insight.metrics.calendar import month_label
from insight.metrics.selection import Selection

FILES = {
    "accounts": "who your customers are",
    "subscriptions": "what they pay, month by month",
    "exits": "who left, when and why",
    "win_backs": "who came back, and when",
    "offboarding": "how each exit was handled",
    "cancellation_requests": "who asked to leave, and what became of it",
    "issues": "what customers had trouble with, from when to when",
    "contacts": "your contacts, and to which company one has moved",
}


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
