"""Snapshots: the tables of one data version as files, which pages read instead of SQL.

`<home>/snapshots/<data_version>/<table>.parquet` holds a table with the names of the
schema, dates as epoch days and decimals as whole smallest units, sorted by account and
date. A snapshot is put in place whole or not at all, and is never changed.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory

import polars as pl
from sqlalchemy import Connection, Engine, select

from insight.errors import StoreUnavailableError
from insight.schema import TABLES
from insight.store import live, snapshot_files
from insight.store.history import StoreState, state, state_of
from insight.store.load import read_tables
from insight.store.private import make_private, make_private_file
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

    One that was overtaken while it was written comes to nothing, and the next one is made:
    nobody puts an erased person back, nor takes a later snapshot away.

    Raises:
        StoreUnavailableError: The database cannot be used, or the folder not written.
    """
    while True:
        with reading(engine) as connection:
            state, seal = state_of(connection), _seal(connection)
            folder = home / _FOLDER / str(state.data_version)
            if snapshot_files.is_whole(folder, seal=seal):
                return Snapshot(state, folder)
            tables = read_tables(connection)
        if _published(engine, folder, tables, seal=seal):
            return Snapshot(state, folder)


def earlier_than(version: int, *, home: Path) -> list[Path]:
    """Removes the snapshots of before a version; returns those that cannot be removed."""
    folder = home / _FOLDER
    with _alone(folder):
        return _removed_but(folder, lambda number: number >= version)


def _seal(connection: Connection) -> str:
    """What the rows follow from: a version number may come twice, as after a restore."""
    names = ("id", "sha256", "table_name", "accepted_sha256")
    query = select(*(uploads.c[name] for name in names)).where(uploads.c.is_live)
    found = [tuple(row) for row in connection.execute(query.order_by(uploads.c.id))]
    content = [live.version(connection), found, snapshot_files.stored_types()]
    return sha256(json.dumps(content).encode()).hexdigest()


def _published(
    engine: Engine, folder: Path, tables: Mapping[str, pl.DataFrame], *, seal: str
) -> bool:
    """Puts a snapshot in place; False where others overtook it."""
    try:
        with _plain_errors(folder.parent):
            return _publish(engine, folder, tables, seal=seal)
    except StoreUnavailableError:
        if _is_overtaken(folder, state(engine)):
            return False
        raise


def _publish(
    engine: Engine, folder: Path, tables: Mapping[str, pl.DataFrame], *, seal: str
) -> bool:
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(
        prefix=f".{folder.name}-", dir=folder.parent, ignore_cleanup_errors=True
    ) as place:
        made = Path(place, "new")
        made.mkdir()
        snapshot_files.write(made, tables, seal=seal)
        make_private(made)
        with _alone(folder.parent):
            held = state(engine)
            if _is_overtaken(folder, held):
                return False
            _put_in_place(made, folder, seal=seal)
            _prune(folder.parent, held)
    return True


def _put_in_place(made: Path, folder: Path, *, seal: str) -> None:
    if folder.exists() and not snapshot_files.is_whole(folder, seal=seal):
        folder.replace(made.with_name("bad"))
    if not folder.exists():
        made.replace(folder)


def _is_overtaken(folder: Path, held: StoreState) -> bool:
    return int(folder.name) < _oldest(held)


def _oldest(held: StoreState) -> int:
    """The first version that may stay: pages may still read the one before the latest."""
    return max(held.data_version - 1, held.erased_in)


def _prune(folder: Path, held: StoreState) -> None:
    """Removes earlier snapshots, what a crash left half written, and those of another store.

    This one has no later version than `held`, which was read while nobody else writes.
    """
    latest = held.data_version
    _removed_but(folder, lambda number: _oldest(held) <= number <= latest)


def _removed_but(folder: Path, stays: Callable[[int], bool]) -> list[Path]:
    """Removes snapshots, also half written ones; returns those that cannot be removed."""
    gone = [
        other
        for other in folder.iterdir()
        if (number := other.name.lstrip(".").partition("-")[0]).isdecimal()
        and not stays(int(number))
    ]
    for other in gone:
        rmtree(other, ignore_errors=True)
    return [other for other in gone if other.exists()]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Alone among the processes that write there, where a system has locks for that."""
    path = Path(f"{folder}.lock")
    make_private_file(path)
    with path.open("a", encoding="utf-8") as lock:
        if os.name == "posix":
            locks = import_module("fcntl")
            locks.flock(lock, locks.LOCK_EX)
        yield


@contextmanager
def _plain_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreUnavailableError(
            f"The tables cannot be written to {folder}: {error.strerror or error}. "
            "Make room there, or set INSIGHT_HOME to a folder that may be written."
        ) from error
