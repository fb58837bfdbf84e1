"""Restores an archive: into an empty store, or in place of what is there."""

from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

from sqlalchemy import Connection, Engine, Integer, Table, delete, func, inspect, select

from insight.errors import ArchiveError
from insight.store import audit, live
from insight.store.archive import Manifest, checked, rows_of
from insight.store.archive_rows import load
from insight.store.failures import place
from insight.store.migrate import VERSION_TABLE, known_revisions, upgrade
from insight.store.tables import METADATA, meta
from insight.store.transactions import writing


def restore(
    engine: Engine, path: Path, *, by: str, at: datetime, replace: bool = False
) -> Manifest:
    """Puts everything of an archive into a database in one transaction, or nothing.

    An archive of an older Insight is brought to the schema of this one. The data version
    goes beyond both, so that nobody is shown numbers remembered for another one.

    Args:
        engine: Of a database that is empty, or ours.
        path: What `archive.backup` wrote.
        by: Who restores it.
        at: When, with a time zone.
        replace: What the database holds may be removed.

    Raises:
        ArchiveError: The file is no sound archive, or the database holds data.
        StoreUnavailableError: The database cannot be used; it is as it was.
    """
    manifest = checked(path)
    _require_known(manifest, path)
    with writing(engine) as connection, ZipFile(path) as archive:
        held = _tables_held(connection)
        if not replace:
            _require_empty(connection, held)
        newest = live.version(connection) if meta.name in held else 0
        _clear(connection)
        _load_all(connection, archive, manifest)
        _count_beyond(connection, newest)
        audit.record(
            connection,
            at=at,
            by=by,
            action="restored",
            subject=path.name,
            counts={"tables": len(manifest.tables), "rows": manifest.rows},
        )
    return manifest


def _require_known(manifest: Manifest, path: Path) -> None:
    unknown = set(manifest.tables) - set(METADATA.tables)
    if manifest.schema not in known_revisions() or unknown:
        raise ArchiveError(
            f"{path} is of a newer Insight (schema {manifest.schema}). Install that "
            "version to restore it."
        )


def _tables_held(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def _require_empty(connection: Connection, held: set[str]) -> None:
    ours = {name: table for name, table in METADATA.tables.items() if name in held}
    foreign = held - set(ours) - {VERSION_TABLE}
    filled = [
        name
        for name, table in ours.items()
        if table is not meta
        and connection.scalar(select(table.c[0]).limit(1)) is not None
    ]
    if filled or foreign:
        where = place(connection.engine.url)
        raise ArchiveError(
            f"The database {where} holds data. Nothing was restored: name an empty "
            "database, or say --replace to remove what it holds."
        )


def _clear(connection: Connection) -> None:
    METADATA.drop_all(connection)
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {VERSION_TABLE}")


def _load_all(connection: Connection, archive: ZipFile, manifest: Manifest) -> None:
    upgrade(connection, to=manifest.schema)
    for table in reversed(METADATA.sorted_tables):
        if table.name in manifest.tables:
            connection.execute(delete(table))
    for table in METADATA.sorted_tables:
        if part := manifest.tables.get(table.name):
            load(connection, table, part.columns, rows_of(archive, table.name))
            _number_on(connection, table)
    upgrade(connection, to="head")


def _number_on(connection: Connection, table: Table) -> None:
    """PostgreSQL numbers new rows by a counter of its own, which has to follow."""
    key = table.autoincrement_column
    if key is None or not isinstance(key.type, Integer) or table is meta:
        return
    if connection.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, key.name)
        highest = select(func.coalesce(func.max(key), 0) + 1).scalar_subquery()
        connection.execute(select(func.setval(sequence, highest, False)))


def _count_beyond(connection: Connection, newest: int) -> None:
    restored = live.version(connection)
    beyond = max(restored, newest) + 1
    connection.execute(meta.update().values(data_version=beyond))
