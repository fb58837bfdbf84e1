"""Names of months in the languages that files are written in, from Unicode's CLDR."""

import re
from functools import cache

from babel import Locale

from insight.currencies import LANGUAGES

_SHORTEST = 3
_MORE = {"sept": 9, "janv": 1, "febr": 2, "märz": 3, "mär": 3, "mrz": 3, "okt": 10}


@cache
def months_by_name() -> dict[str, int]:
    """Months by their names and abbreviations, in small letters and without dots.

    Examples:
        >>> [months_by_name()[name] for name in ("märz", "janvier", "août", "dez")]
        [3, 1, 8, 12]
    """
    found: dict[str, set[int]] = {name: {number} for name, number in _MORE.items()}
    for language in LANGUAGES:
        for by_width in Locale(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in by_width[width].items():
                    plain = name.casefold().strip(".")
                    found.setdefault(plain, set()).add(number)
    return {
        name: numbers.copy().pop()
        for name, numbers in found.items()
        if len(numbers) == 1 and len(name) >= _SHORTEST
    }


@cache
def month_pattern() -> str:
    """A pattern of every name of a month, the longest first."""
    longest_first = sorted(months_by_name(), key=len, reverse=True)
    return "|".join(map(re.escape, longest_first))
