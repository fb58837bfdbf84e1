"""docs/metrics.md as the app shows it: one place says what a number means."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from insight.ui.typed import words_to_find

FILE = Path(__file__).resolve().parents[4] / "docs" / "metrics.md"
CHOICES = "7"
_CHOICE = re.compile(r"^\| ([^|]+) \| ([^|]+) \| `(\w+)` \|$", re.MULTILINE)
_HEADING = re.compile(r"^## ([\d.]+) (.+)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the definitions: its number, its title, and Markdown of ours."""

    number: str
    title: str
    text: str


def sections_of(text: str) -> list[Section]:
    """The sections of the document, in its order."""
    _, *parts = _HEADING.split(text)
    return [
        Section(number, title, body.strip())
        for number, title, body in zip(
            parts[::3], parts[1::3], parts[2::3], strict=True
        )
    ]


@cache
def definitions() -> list[Section]:
    """The sections that define numbers; the choices are shown with values in force."""
    found = sections_of(FILE.read_text(encoding="utf-8"))
    return [section for section in found if section.number != CHOICES]


def fitting(sections: list[Section], search: str) -> list[Section]:
    """The sections that have every word of `search` in them."""
    words = words_to_find(search)
    return [
        section
        for section in sections
        if all(word in f"{section.title}\n{section.text}".lower() for word in words)
    ]


@cache
def choice_meanings(text: str) -> dict[str, tuple[str, str]]:
    """What each choice is and the unit it counts in, by its name in `Choices`.

    Examples:
        >>> choice_meanings("| longest pause | 90 days | `max_pause_days` |")
        {'max_pause_days': ('longest pause', 'days')}
    """
    return {
        name: (meaning, _unit(value)) for meaning, value, name in _CHOICE.findall(text)
    }


def _unit(value: str) -> str:
    """The words after the numbers of a value; nothing where it is words itself."""
    found = re.fullmatch(r"[\d., ]+([a-z ]*)", value)
    return found[1] if found else ""
