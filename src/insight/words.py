"""Words every text shares: shares with what they rest on, lists, text safe for Markdown."""

import re
from datetime import date

from insight.formats import count, day_words, percent, span

_MARKS = re.compile(r"[\\`*_{}\[\]()#+\-.!|<>~$:]")
_JOINER = "\u2060"


def share_words(k: int, n: int, *, share: float, low: float, high: float) -> str:
    """A share with everything it rests on: `124 of 870 (14.3%, 12.1–16.7%)`."""
    return f"{count(k)} of {count(n)} ({percent(share)}, {span(low, high)})"


def as_of_in_words(as_of: date, *, today: date, last: date | None = None) -> str:
    """The day that numbers are true for, beside the day it is.

    Args:
        as_of: The last day that is counted.
        today: The day it is.
        last: The last day on which the data says that something happened; `as_of`
            where that is not known.

    Examples:
        >>> as_of_in_words(date(2026, 3, 10), today=date(2026, 6, 6))
        'The last day in this data is 10 Mar 2026; today is 6 Jun 2026: the numbers are as of 10 Mar 2026.'
    """
    if as_of >= today:
        return f"The numbers are as of {day_words(as_of)}."
    return (
        f"The last day in this data is {day_words(last or as_of)}; today is "
        f"{day_words(today)}: the numbers are as of {day_words(as_of)}."
    )


def typeset(text: str) -> str:
    r"""Text for Markdown, in which a dollar starts no formula.

    Examples:
        >>> typeset("$5, 95% interval")
        '\\$5, 95% interval'
    """
    return text.replace("$", r"\$")


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
