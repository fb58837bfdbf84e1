"""Archives: all of a store as of one moment in one file, the same for every database.

A zip file with `tables/<name>.jsonl` for each table, a JSON list of values per row in the
order of its key, and `manifest.json`: the schema revision, and of each table its columns,
number of rows and SHA-256.
"""

import json
import os
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from sqlalchemy import Connection, Engine, inspect

from insight.errors import ArchiveError
from insight.store import audit, tables
from insight.store.archive_rows import lines
from insight.store.migrate import revision_of
from insight.store.transactions import reading

FORMAT = 1
_MANIFEST = "manifest.json"
_DAMAGE = (
    BadZipFile,
    EOFError,
    KeyError,
    NotImplementedError,
    RuntimeError,
    TypeError,
    ValueError,
    zlib.error,
)
"""What reading a file raises that is no zip file, or one whose bytes were changed."""


@dataclass(frozen=True, slots=True)
class Part:
    """One table of an archive."""

    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is in an archive: the schema revision, and its tables by name."""

    schema: str
    tables: dict[str, Part]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(part.rows for part in self.tables.values())


def backup(engine: Engine, path: Path, *, by: str, at: datetime) -> Manifest:
    """Writes everything the store holds to a new file, while others go on working.

    No file is left without an entry in the audit.

    Raises:
        ArchiveError: The file is there already or cannot be written.
        StoreUnavailableError: The database cannot be used.
    """
    if path.exists():
        raise ArchiveError(f"{path} is there already. Name a new file.")
    part = path.with_name(f"{path.name}.part")
    try:
        manifest = _made(engine, part)
        _record(engine, manifest, path, by=by, at=at)
        part.rename(path)
    except OSError as error:
        raise ArchiveError(f"{path} cannot be written: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return manifest


def checked(path: Path) -> Manifest:
    """The manifest of an archive whose every table is as it was written.

    Raises:
        ArchiveError: The file is no archive, of a newer Insight, or damaged.
    """
    try:
        with ZipFile(path) as archive:
            return _checked(archive, path)
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror}.") from error
    except _DAMAGE as error:
        raise ArchiveError(f"{path} is damaged or is no backup of Insight.") from error


def rows_of(archive: ZipFile, name: str) -> Iterator[bytes]:
    """The lines of one table."""
    with archive.open(_member(name)) as member:
        yield from member


def _made(engine: Engine, path: Path) -> Manifest:
    path.touch(mode=0o600)
    with reading(engine) as connection, path.open("rb+") as file:
        with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=3) as archive:
            _write_all(connection, archive)
        file.flush()
        os.fsync(file.fileno())
    return checked(path)


def _record(
    engine: Engine, manifest: Manifest, path: Path, *, by: str, at: datetime
) -> None:
    if tables.audit.name not in manifest.tables:
        return
    audit.record_alone(
        engine,
        at=at,
        by=by,
        action="backed up",
        subject=path.name,
        counts={"tables": len(manifest.tables), "rows": manifest.rows},
    )


def _checked(archive: ZipFile, path: Path) -> Manifest:
    manifest = _read_manifest(archive, path)
    for name, part in manifest.tables.items():
        digest, rows = sha256(), 0
        for line in rows_of(archive, name):
            digest.update(line)
            rows += 1
        if (rows, digest.hexdigest()) != (part.rows, part.sha256):
            raise ArchiveError(f"{path} is damaged: {name} is not as written.")
    return manifest


def _write_all(connection: Connection, archive: ZipFile) -> None:
    there = set(inspect(connection).get_table_names())
    parts = {
        table.name: _write(connection, archive, table.name)
        for table in tables.METADATA.sorted_tables
        if table.name in there
    }
    manifest = Manifest(revision_of(connection) or "", parts)
    archive.writestr(_MANIFEST, json.dumps({"format": FORMAT, **asdict(manifest)}))


def _write(connection: Connection, archive: ZipFile, name: str) -> Part:
    table = tables.METADATA.tables[name]
    there = {column["name"] for column in inspect(connection).get_columns(name)}
    columns = tuple(column for column in table.c.keys() if column in there)  # noqa: SIM118
    digest, rows = sha256(), 0
    with archive.open(_member(name), "w", force_zip64=True) as member:
        for line in lines(connection, table, columns):
            member.write(line)
            digest.update(line)
            rows += 1
    return Part(columns, rows, digest.hexdigest())


def _read_manifest(archive: ZipFile, path: Path) -> Manifest:
    found = json.loads(archive.read(_MANIFEST))
    if found["format"] > FORMAT:
        raise ArchiveError(f"{path} is of a newer Insight. Install that version first.")
    parts = {name: Part(**part) for name, part in found["tables"].items()}
    return Manifest(found["schema"], parts)


def _member(name: str) -> str:
    return f"tables/{name}.jsonl"
