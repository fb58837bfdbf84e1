"""Notes for figures that the filter bar, or its period, does not narrow."""

from insight.ui.components import Note
from insight.ui.view import View


def whole_note(view: View, finding: str, *parts: str, limits: str) -> Note:
    """A note like `View.note` for what speaks of all time, whatever the filters say."""
    words = ["All months, whatever the filters", *parts]
    return Note(finding, " · ".join(words), limits, view.currency)


def now_note(view: View, finding: str, *parts: str, limits: str) -> Note:
    """A note like `View.note` for what speaks of today, whatever the period."""
    words = ["Now, whatever the period", *parts]
    return Note(finding, " · ".join(words), limits, view.currency)
