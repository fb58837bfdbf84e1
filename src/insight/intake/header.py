"""Where a table begins, how wide it is and what its columns are called."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from insight.errors import UnreadableFileError
from insight.intake.clean import clean_text
from insight.intake.records import BadRecord, Record

MOST_COLUMNS = 512
_SAMPLE = 200
_NUMBERED = re.compile(r"\(column \d+\)$")


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a file: its line, its columns, how many lines stand above.

    A column that has no name, or shares it, is called by its place: nothing may
    be mapped to it unseen.
    """

    line: int
    columns: tuple[str, ...]
    titles: int


def header_of(found: Iterable[Record]) -> Header:
    """The first record that is as wide as a table, past any title lines.

    Raises:
        UnreadableFileError: No header, a header alone, or too many columns.
    """
    sample = [r for r in islice(found, _SAMPLE) if not isinstance(r, BadRecord)]
    filled = [(line, cells) for line, cells in sample if any(map(str.strip, cells))]
    titles = _count_of_titles(filled)
    if len(filled) - titles < 1:
        raise UnreadableFileError("No line of the file looks like a table.")
    line, cells = filled[titles]
    if len(cells) > MOST_COLUMNS:
        raise UnreadableFileError(
            f"The header names {len(cells):,} columns; at most {MOST_COLUMNS} are read."
        )
    return Header(line, _named(cells), titles)


def _count_of_titles(filled: list[tuple[int, list[str]]]) -> int:
    widths = Counter(len(cells) for _, cells in filled)
    usual = max(widths, key=lambda width: (widths[width], width), default=1)
    if usual == 1:
        return 0
    is_table = (len(list(filter(str.strip, cells))) > 1 for _, cells in filled)
    return next((index for index, wide in enumerate(is_table) if wide), len(filled))


def _named(cells: list[str]) -> tuple[str, ...]:
    names = [clean_text(cell) for cell in cells]
    seen = Counter(name.casefold() for name in names)
    return tuple(
        name if name and seen[name.casefold()] == 1 else _numbered(name, place)
        for place, name in enumerate(names, start=1)
    )


def _numbered(name: str, place: int) -> str:
    return f"{name} (column {place})".lstrip()


def is_numbered(column: str) -> bool:
    """Is a column called by its place, having no name of its own?"""
    return _NUMBERED.search(column) is not None
