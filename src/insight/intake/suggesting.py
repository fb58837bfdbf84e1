"""What a reason word may mean: a suggestion for a person, never taken unseen."""

import unicodedata
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from insight.intake.reason_words import PHRASES
from insight.taxonomy import NO_RECORD, offered_codes, reason_of

_ALIKE = 86
_WHOLE_ALIKE = 88
_STEM = 5
_PART = 6
_REMEMBERED = 4_096


def suggested_reason(word: str) -> str | None:
    """The code of the reason that a word most likely names; None where none is near.

    Examples:
        >>> suggested_reason("Zu teuer"), suggested_reason("Übernahme durch Konzern")
        ('price_for_value', 'merger')
        >>> suggested_reason("It was too expensive for us")
        'price_for_value'
        >>> suggested_reason("Zebra") is None
        True
    """
    return _suggested(word, _labels())


@lru_cache(maxsize=_REMEMBERED)
def _suggested(word: str, labels: tuple[tuple[str, str], ...]) -> str | None:
    said = _plain(word)
    phrases = {**_phrases(), **dict(labels)}
    if said in phrases:
        return phrases[said]
    heard = frozenset[str]().union(*map(_parts_alike, said.split()))
    named = [phrase for phrase in phrases if heard.issuperset(phrase.split())]
    if named:
        return phrases[max(named, key=_weight)]
    near = process.extractOne(
        said, phrases, scorer=fuzz.ratio, score_cutoff=_WHOLE_ALIKE
    )
    return phrases[near[0]] if near else None


def _weight(phrase: str) -> int:
    return len(phrase.replace(" ", ""))


@lru_cache(maxsize=_REMEMBERED)
def _parts_alike(token: str) -> frozenset[str]:
    """The words of phrases that a token is, misspells or has within it."""
    if len(token) < _STEM:
        return frozenset([token])
    long = _long_parts()
    near = process.extract(
        token, long, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None
    )
    within = (part for part in long if len(part) >= _PART and part in token)
    return frozenset([token, *(part for part, *_ in near), *within])


@cache
def _long_parts() -> tuple[str, ...]:
    words = {part for phrase in _phrases() for part in phrase.split()}
    return tuple(word for word in words if len(word) >= _STEM)


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


@cache
def _phrases() -> dict[str, str]:
    """Code by plain phrase; of two codes with the same phrase the first."""
    found: dict[str, str] = {}
    for code, line in PHRASES.items():
        for phrase in line.replace(" / ", ", ").split(", "):
            found.setdefault(_plain(phrase), code)
    return found


def _labels() -> tuple[tuple[str, str], ...]:
    said = ((_plain(reason_of(code).label), code) for code in offered_codes())
    return tuple(one for one in said if one[1] != NO_RECORD)
