"""One row of what several uploads say of it, one after the other."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any

from insight.schema import TABLES, column_metadata
from insight.store.incoming import Said

GONE = "{}"
"""What an upload says of a row that is gone from its whole list."""
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """What an upload says of a row: cells as JSON holds them."""

    key: str
    upload_id: int
    content: str


@dataclass(frozen=True, slots=True)
class Made:
    """A row as uploads make it.

    Attributes:
        key: Of the row.
        upload_id: The last upload that says something of it.
        row: Its cells.
        shows_all: One upload alone says of it all that the row shows.
    """

    key: str
    upload_id: int
    row: Row
    shows_all: bool


def folded(
    statements: Iterable[Statement], said: Mapping[int, Said], table: str
) -> Iterator[Made]:
    """The rows that statements make, in their order; a row that lacks a part is none.

    Args:
        statements: By key, and of one key by upload.
        said: What each upload says of its rows.
        table: Whose rows.
    """
    for key, group in groupby(statements, attrgetter("key")):
        told = [(one.upload_id, loaded(one.content)) for one in group]
        row: Row = {}
        for upload_id, cells in told:
            row = _after(row, cells, said[upload_id], table) if cells else {}
        whole = {name: row.get(name) for name in TABLES[table].columns()}
        if all(whole[name] is not None for name in _required(table)):
            shown = {n: v for n, v in whole.items() if v is not None or n in told[0][1]}
            yield Made(key, told[-1][0], whole, len(told) == 1 and told[0][1] == shown)


def is_overtaken(cells: Row, counts: Row | None, said: Said, table: str) -> bool:
    """Whether a row as it counts now says otherwise than an upload.

    Args:
        cells: What the upload says.
        counts: The row; None where there is none.
        said: What the upload says of its rows.
        table: Whose row.
    """
    if not cells or counts is None:
        return bool(cells) != (counts is not None)
    return _after(counts, cells, said, table) != counts


def loaded(content: str) -> Row:
    """The cells of a statement; decimals stay as they are written."""
    cells: Row = json.loads(content, parse_float=str)
    return cells


def _after(row: Row, cells: Row, said: Said, table: str) -> Row:
    """A row after what one upload says of it."""
    changed = dict(row)
    for name, value in cells.items():
        known = row.get(name)
        if name in said.assumes:
            if known is None or known == _defaults(table).get(name):
                changed[name] = value
        elif value is not None or not _says_nothing(name, known, said, table):
            changed[name] = value
        elif known is None:
            changed[name] = _defaults(table).get(name)
    return changed


def _says_nothing(name: str, known: object, said: Said, table: str) -> bool:
    """Whether an empty cell leaves what is known; it lifts no refusal."""
    is_refusal = bool(column_metadata(table, name).get("refusal"))
    return name in said.keeps or (is_refusal and known != 1)


@cache
def _defaults(table: str) -> Row:
    found = {
        n: column_metadata(table, n).get("default") for n in TABLES[table].columns()
    }
    return {name: default for name, default in found.items() if default is not None}


@cache
def _required(table: str) -> tuple[str, ...]:
    columns = TABLES[table].columns().items()
    return tuple(name for name, column in columns if not column.nullable)
