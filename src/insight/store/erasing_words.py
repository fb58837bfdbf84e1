"""Erasing a person from what people wrote here, from refused rows and from file names."""

import json
from typing import Any

from sqlalchemy import Column, Connection, delete, select, update

from insight.store.blanking import put, put_where
from insight.store.erased import ERASED, tells_of, without
from insight.store.tables import (
    decisions,
    judgements,
    refused_records,
    refused_rows,
    saved_mappings,
    uploads,
)
from insight.store.traces import Traces

_OWN: tuple[tuple[Column[Any], str | None], ...] = (
    (judgements.c.note, None),
    (decisions.c.text, ERASED),
    (decisions.c.owner, ERASED),
    (decisions.c.subject, ERASED),
    (uploads.c.profile, None),
    (saved_mappings.c.name, None),
)
_CELLS, _MAPPING = refused_records.c, saved_mappings.c


def erase_own_words(connection: Connection, known: Traces) -> int:
    """Erases what was written here of a person; returns how many texts there were."""
    texts = sum(
        put_where(connection, column, known.are_in, instead=instead)
        for column, instead in _OWN
    )
    named = put_where(
        connection, uploads.c.file_name, known.name_a_file, instead=ERASED
    )
    return texts + named + _erase_mappings(connection, known)


def erase_refused(connection: Connection, known: Traces) -> int:
    """Erases refused rows of a person, and other refused cells that hold them."""
    query = select(_CELLS.upload_id, _CELLS.line, _CELLS.cells, uploads.c.table_name)
    joined = query.join(uploads, uploads.c.id == _CELLS.upload_id)
    whole = [
        (row.upload_id, row.line)
        for row in connection.execute(joined)
        if tells_of(json.loads(row.cells), known, row.table_name)
    ]
    for upload_id, line in whole:
        own = (_CELLS.upload_id == upload_id) & (_CELLS.line == line)
        connection.execute(delete(refused_records).where(own))
        same = (refused_rows.c.upload_id == upload_id) & (refused_rows.c.line == line)
        put(connection, refused_rows, {"value": None}, same)
    alone = put_where(connection, refused_rows.c.value, known.are_in)
    put_where(connection, refused_rows.c.reason, known.are_in, instead=ERASED)
    return len(whole) + alone


def _erase_mappings(connection: Connection, known: Traces) -> int:
    """Words of files that are kept with what they mean; of a header nothing is left."""
    erased = 0
    for row in connection.execute(select(saved_mappings)).all():
        this = _MAPPING.header_shape == row.header_shape
        names = [*(row.header or ()), *_columns(row.mapping)]
        if any(map(known.are_in, names)):
            connection.execute(delete(saved_mappings).where(this))
            erased += 1
        elif (left := without(row.mapping, known.are_in)) != row.mapping:
            connection.execute(update(saved_mappings).where(this).values(mapping=left))
            erased += 1
    return erased


def _columns(mapping: dict[str, Any]) -> list[str]:
    parts = mapping.get("mappings", [mapping])
    return [column for part in parts for column in part.get("columns", {}).values()]
