"""What the words of a column's name mean, in the languages that files are written in.

`words/` holds a file for each language: from a meaning to the words that have it.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from insight.intake.names import plain_name

LANGUAGES = ("en", "de", "fr", "es", "pt", "nl", "it")
_UMLAUTS = re.compile(r"(?<![aeq])([aou])e(?=[^_])")
_SHORTEST_TYPO = 5
_KNOWN_NAMES = 50_000


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the letters from `start` to `end` of a name mean."""

    start: int
    end: int
    what: str

    def is_inside(self, other: "Meaning") -> bool:
        """Is it part of a longer expression that means something else?"""
        is_shorter = self.end - self.start < other.end - other.start
        return is_shorter and other.start <= self.start and self.end <= other.end


@lru_cache(maxsize=_KNOWN_NAMES)
def meanings_of(name: str) -> frozenset[str]:
    """What the words of a name mean, whatever language they are in.

    Examples:
        >>> sorted(meanings_of("Kuendigungsgrund"))
        ['leave', 'reason']
        >>> sorted(meanings_of("Customer since")), sorted(meanings_of("Resaon"))
        (['start'], ['reason'])
    """
    return frozenset(m.what for form in _forms(name) for m in _meanings(form))


@lru_cache(maxsize=_KNOWN_NAMES)
def share_known(name: str) -> float:
    """Share of a name's words that mean something to us, 0-1."""
    return max(map(_share_known, _forms(name)))


def _share_known(plain: str) -> float:
    found = _meanings(plain)
    words = [Meaning(*word.span(), "") for word in re.finditer("[^_]+", plain)]
    known = [w for w in words if any(m.start <= w.start < m.end for m in found)]
    return len(known) / max(len(words), 1)


def _forms(name: str) -> Iterator[str]:
    """A name as it is compared: with ue for ü it reads as with ü, too."""
    plain = plain_name(name)
    yield plain
    if (folded := _UMLAUTS.sub(r"\1", plain)) != plain:
        yield folded


def _meanings(plain: str) -> list[Meaning]:
    """What stands where in a plain name, without what is inside a longer expression."""
    found = list(_all_meanings(plain))
    return [one for one in found if not any(map(one.is_inside, found))]


def _all_meanings(plain: str) -> Iterator[Meaning]:
    for what, pattern in _patterns().items():
        for match in pattern.finditer(plain):
            yield Meaning(*match.span(), what)
    for word in re.finditer("[^_]+", plain):
        if near := _near(word[0]):
            yield Meaning(*word.span(), near)


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """The words of every language for each meaning."""
    collected: dict[str, dict[str, None]] = {}
    for language in LANGUAGES:
        content = files("insight.intake").joinpath("words", f"{language}.toml")
        for meaning, words in tomllib.loads(content.read_text("utf-8")).items():
            plain = (_plain_pattern(word) for word in words.split())
            collected.setdefault(meaning, {}).update(dict.fromkeys(plain))
    return {meaning: tuple(words) for meaning, words in collected.items()}


def _plain_pattern(word: str) -> str:
    """An expression as names are compared, its stars and the ends of words kept."""
    start, end = "*" * word.startswith("*"), "*" * word.endswith("*")
    apart = "_" * word.endswith("_*")
    return f"{start}{plain_name(word)}{apart}{end}"


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    return {meaning: _pattern(words) for meaning, words in _words().items()}


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    either = "|".join(word.replace("*", "[^_]*") for word in longest_first)
    return re.compile(f"(?<![^_])(?:{either})(?![^_])")


@lru_cache(maxsize=_KNOWN_NAMES)
def _near(word: str) -> str | None:
    """The one meaning of the words that an unknown one is a slip of the pen from."""
    if len(word) < _SHORTEST_TYPO or any(p.search(word) for p in _patterns().values()):
        return None
    known = _whole_words()
    near = extract(word, known.keys(), scorer=OSA.distance, score_cutoff=1, limit=None)
    alike = [found for found, _, _ in near if found[0] == word[0]]
    swapped = [found for found in alike if sorted(found) == sorted(word)]
    meanings = {known[found] for found in swapped or alike}
    return meanings.pop() if len(meanings) == 1 else None


@cache
def _whole_words() -> dict[str, str]:
    """Each long word without blanks, to its meaning; none that has two."""
    found: dict[str, str | None] = {}
    for meaning, words in _words().items():
        for word in (w.strip("*") for w in words):
            if len(word) >= _SHORTEST_TYPO and "_" not in word:
                found[word] = meaning if found.get(word, meaning) == meaning else None
    return {word: meaning for word, meaning in found.items() if meaning}
