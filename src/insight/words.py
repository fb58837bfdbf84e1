"""Words every text shares: shares with what they rest on, lists, text safe for Markdown."""

import re

from insight.formats import count, percent, span

_MARKS = re.compile(r"[\\`*_{}\[\]()#+\-.!|<>~$:]")
_JOINER = "\u2060"


def share_words(k: int, n: int, *, share: float, low: float, high: float) -> str:
    """A share with everything it rests on: `124 of 870 (14.3%, 12.1–16.7%)`."""
    return f"{count(k)} of {count(n)} ({percent(share)}, {span(low, high)})"


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
