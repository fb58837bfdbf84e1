"""Where a table begins, how wide it is and what its columns are called."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from insight.errors import UnreadableFileError
from insight.formulas import bare_text
from insight.intake.clean import clean_text
from insight.intake.records import BadRecord, Record

MOST_COLUMNS = 512
SAMPLE = 200
_ROWS_BELOW = 20
_NUMBERED = re.compile(r"\(column \d+\)$")
_DIGIT = re.compile(r"\d")

_Cells = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a file: its line, its columns, how many lines stand above.

    A column that has no name, or shares it, is called by its place: nothing may
    be mapped to it unseen. `line` is the last one of a header of two rows.
    """

    line: int
    columns: tuple[str, ...]
    titles: int
    is_double: bool = False


def header_of(found: Iterable[Record]) -> Header:
    """The first record that is as wide as a table, past any title lines.

    Raises:
        UnreadableFileError: No header, a header alone, or too many columns.
    """
    sample = [r for r in islice(found, SAMPLE) if not isinstance(r, BadRecord)]
    filled = [(line, cells) for line, cells in sample if any(map(str.strip, cells))]
    titles = _count_of_titles(filled)
    if len(filled) - titles < 1:
        raise UnreadableFileError("No line of the file looks like a table.")
    line, cells = filled[titles]
    if len(cells) > MOST_COLUMNS:
        raise UnreadableFileError(
            f"The header names {len(cells):,} columns; at most {MOST_COLUMNS} are read."
        )
    if _is_group_row(cells, [row for _, row in filled[titles + 1 :]]):
        line, names = filled[titles + 1]
        return Header(line, named(_grouped(cells, names)), titles, is_double=True)
    return Header(line, named(cells), titles)


def _count_of_titles(filled: list[_Cells]) -> int:
    widths = Counter(len(cells) for _, cells in filled)
    usual = max(widths, key=lambda width: (widths[width], width), default=1)
    if usual == 1:
        return next(
            (i for i, (_, cells) in enumerate(filled) if not cells[0].startswith("#")),
            0,
        )
    is_table = (_may_be_header(cells, usual) for _, cells in filled)
    return next((index for index, wide in enumerate(is_table) if wide), len(filled))


def _may_be_header(cells: list[str], usual: int) -> bool:
    """Is a row no title, no setting such as “Region;Germany” and no comment?"""
    is_comment = cells[0].lstrip().startswith("#") and len(cells) != usual
    is_wide = len(cells) > usual / 2 and len(list(filter(str.strip, cells))) > 1
    return is_wide and not is_comment


def _is_group_row(cells: list[str], below: list[list[str]]) -> bool:
    """Is the first row one of groups, the names of the columns being in the second?

    Then it has gaps where a group spans columns, the second row has none and no digit,
    and every row below has a digit somewhere.
    """
    if len(below) <= 1 or all(map(str.strip, cells[:-1])):
        return False
    names, rows = below[0], below[1:]
    is_full = len(names) == len(cells) and all(map(str.strip, names))
    is_worded = not _has_digit([*cells, *names])
    return is_full and is_worded and all(map(_has_digit, rows[:_ROWS_BELOW]))


def _has_digit(cells: list[str]) -> bool:
    return any(map(_DIGIT.search, cells))


def _grouped(groups: list[str], names: list[str]) -> list[str]:
    """Names of the second row; those that are there twice with their group before them."""
    spanning = accumulate(groups, _group_or_last)
    seen = Counter(clean_text(name).casefold() for name in names)
    return [
        f"{group.strip()} {name}" if seen[clean_text(name).casefold()] > 1 else name
        for group, name in zip(spanning, names, strict=True)
    ]


def _group_or_last(last: str, group: str) -> str:
    return group if group.strip() else last


def named(cells: Sequence[str]) -> tuple[str, ...]:
    """The names of columns as they are shown: cleaned, and each one only once."""
    names = [clean_text(bare_text(cell)) for cell in cells]
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
