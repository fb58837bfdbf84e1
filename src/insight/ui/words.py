"""Short texts every page shares: periods, intervals, what files are for."""

import re

from insight.charts.formats import NARROW, count, month_words, percent, span
from insight.metrics.calendar import month_label
from insight.metrics.selection import Selection

_MARKS = re.compile(r"[\\`*_{}\[\]()#+\-.!|<>~$:]")
_JOINER = "\u2060"
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
        'Mar 2025 – Feb 2026'
    """
    first, last = (
        month_words(month_label(month))
        for month in (chosen.first_month, chosen.last_month)
    )
    return first if first == last else f"{first} – {last}"


def share_words(k: int, n: int, *, share: float, low: float, high: float) -> str:
    """A share with everything it rests on: `124 of 870 (14.3 %, 12.1–16.7 %)`."""
    return f"{count(k)} of {count(n)} ({percent(share)}, {span(low, high)})"


def typeset(text: str) -> str:
    r"""Text for Markdown: a dollar starts no formula, and no line ends before a percent sign.

    Examples:
        >>> typeset("$5, 95 % interval").replace(NARROW, "_")
        '\\$5, 95_% interval'
    """
    return text.replace("$", r"\$").replace(" %", f"{NARROW}%")


def as_text(words: str) -> str:
    r"""Words of a file for Markdown, in which none of them means anything.

    Examples:
        >>> as_text("*no* [link](x)")
        '\\*no\\* \\[link\\]\\(x\\)'
    """
    escaped = _MARKS.sub(r"\\\g<0>", " ".join(words.split()))
    return escaped.replace(":", f":{_JOINER}")


def listed(names: list[str]) -> str:
    """Names joined as in a sentence.

    Examples:
        >>> listed(["a", "b", "c"]), listed(["a"])
        ('a, b and c', 'a')
    """
    if len(names) <= 1:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
