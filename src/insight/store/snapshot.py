"""Snapshots: the tables of one data version as files, which pages read instead of SQL.

`<home>/snapshots/<data_version>/<table>.parquet` holds a table with the names of the
schema, dates as epoch days and decimals as whole smallest units, sorted by account and
date. A snapshot is put in place whole or not at all, and is never changed.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

import polars as pl
from sqlalchemy import Connection, Engine, select

from insight.errors import StoreUnavailableError
from insight.schema import TABLES
from insight.store import live, snapshot_files
from insight.store.history import StoreState, state_of
from insight.store.load import read_tables
from insight.store.private import make_private
from insight.store.tables import DATA, uploads
from insight.store.transactions import reading

OWN = tuple(name for name in TABLES if "account_id" in DATA[name].columns)
_FOLDER = "snapshots"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The tables of one data version, as files that were looked at and found whole.

    Attributes:
        state: What the store held when they were written or looked at.
        folder: Where its files are.
    """

    state: StoreState
    folder: Path

    @property
    def version(self) -> int:
        """The data version."""
        return self.state.data_version

    def tables(self) -> dict[str, pl.DataFrame]:
        """All tables of `schema.TABLES`, as `load.load_tables` gives them."""
        return {name: snapshot_files.read(self.folder, name) for name in TABLES}

    def scans(self) -> dict[str, pl.LazyFrame]:
        """The files of all tables to read from, in integers as they are written."""
        return {name: snapshot_files.scan(self.folder, name) for name in TABLES}

    def of_account(self, account_id: str) -> dict[str, pl.DataFrame]:
        """The rows of one account in every table that names accounts."""
        return {
            name: snapshot_files.read_account(self.folder, name, account_id=account_id)
            for name in OWN
        }


def snapshot(engine: Engine, *, home: Path) -> Snapshot:
    """The snapshot of what the store holds now, made where there is none, or a bad one.

    Raises:
        StoreUnavailableError: The database cannot be used, or the folder not written.
    """
    with reading(engine) as connection:
        state, seal = state_of(connection), _seal(connection)
        folder = home / _FOLDER / str(state.data_version)
        if snapshot_files.is_whole(folder, seal=seal):
            return Snapshot(state, folder)
        tables = read_tables(connection)
    with _plain_errors(folder.parent):
        _publish(folder, tables, seal=seal)
        _prune(folder, erased_in=state.erased_in)
    return Snapshot(state, folder)


def _seal(connection: Connection) -> str:
    """What the rows follow from: a version number may come twice, as after a restore."""
    names = ("id", "sha256", "table_name", "accepted_sha256")
    query = select(*(uploads.c[name] for name in names)).where(uploads.c.is_live)
    found = [tuple(row) for row in connection.execute(query.order_by(uploads.c.id))]
    content = [live.version(connection), found, snapshot_files.stored_types()]
    return sha256(json.dumps(content).encode()).hexdigest()


def _publish(folder: Path, tables: Mapping[str, pl.DataFrame], *, seal: str) -> None:
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(
        prefix=f".{folder.name}-", dir=folder.parent, ignore_cleanup_errors=True
    ) as place:
        made = Path(place, "new")
        made.mkdir()
        snapshot_files.write(made, tables, seal=seal)
        make_private(made)
        if folder.exists() and not snapshot_files.is_whole(folder, seal=seal):
            folder.replace(Path(place, "bad"))
        if not folder.exists():
            made.replace(folder)


def _prune(folder: Path, *, erased_in: int) -> None:
    """Removes all but this snapshot and the one before it, which pages may still read.

    One from before an erasure goes at once; what a crash left half written goes with them.
    """
    version = int(folder.name)
    oldest = max(version - 1, erased_in)
    for other in folder.parent.iterdir():
        of = other.name.lstrip(".").partition("-")[0]
        if of.isdecimal() and not oldest <= int(of) <= version:
            rmtree(other, ignore_errors=True)


@contextmanager
def _plain_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnavailableError(
            f"The tables cannot be written to {folder}: {error.strerror or error}. "
            "Make room there, or set INSIGHT_HOME to a folder that may be written."
        ) from error
