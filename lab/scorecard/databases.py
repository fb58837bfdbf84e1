"""A SQLite file and a PostgreSQL of our own for the measurements, and what is in them."""

import atexit
import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from outcomes import ROOT, module
from sqlalchemy import Connection, Engine, Table, func, select

from insight.cli.import_plan import Asked, Store, planned_files
from insight.cli.importing import import_all
from insight.errors import InsightError
from insight.intake.drop import validate_drop
from insight.intake.outcome import to_store
from insight.intake.plan import planned
from insight.intake.read import read
from insight.store.audit import verify
from insight.store.engines import open_engine
from insight.store.migrate import migrate
from insight.store.tables import (
    DATA,
    METADATA,
    audit,
    refused_rows,
    row_history,
    uploads,
)
from insight.store.transactions import reading
from insight.store.uploads import NewUpload, commit

AT = datetime(2026, 3, 1, tzinfo=UTC)
AS_OF = date(2026, 2, 28)
State = dict[str, str]
"""By table, a hash of every row in it."""
SERVERS = ExitStack()
atexit.register(SERVERS.close)


def existing(paths: Iterable[str]) -> list[str]:
    """The paths, from the top of the project, that are there."""
    return [path for path in paths if (ROOT / path).exists()]


@cache
def postgresql() -> str:
    """The URL of a PostgreSQL that ends with this process."""
    tests = module("tests/store/conftest.py")
    binaries = tests.postgresql_binaries()
    if binaries is None:
        raise RuntimeError("PostgreSQL is not installed: .ci/servers does it")
    return SERVERS.enter_context(tests.postgresql_server(binaries))


def both() -> tuple[str, str]:
    """A SQLite file that is not there yet, and a PostgreSQL server."""
    place = SERVERS.enter_context(tempfile.TemporaryDirectory())
    return f"sqlite:///{Path(place) / 'insight.db'}", postgresql()


@contextmanager
def emptied(url: str) -> Iterator[Engine]:
    """A migrated database without a row: a new file, or a schema of that server."""
    if url.startswith("sqlite"):
        Path(url.removeprefix("sqlite:///")).unlink(missing_ok=True)
        with _migrated(url) as engine:
            yield engine
        return
    with (
        module("tests/store/conftest.py").fresh_schema(url) as own,
        _migrated(own) as engine,
    ):
        yield engine


@contextmanager
def _migrated(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    migrate(engine)
    yield engine
    engine.dispose()


def checked(name: str, content: bytes) -> list[NewUpload]:
    """A file that is read and checked, as the upload page does it."""
    files = planned(read(name, content))
    return [
        NewUpload(**to_store(file, one))
        for file, one in zip(files, validate_drop(files), strict=True)
    ]


def store(engine: Engine, files: list[NewUpload]) -> None:
    """Stores what was read and checked, as the button of the upload page does it."""
    commit(engine, files, by="scorecard", at=AT, as_of=AS_OF)


def bring(engine: Engine, name: str, content: bytes) -> None:
    """Reads, checks and stores a file."""
    store(engine, checked(name, content))


def stored_counts(url: str) -> tuple[int, int]:
    """Uploads whose stored counts are not true, of how many, after an import of all files."""
    wrong = there = 0
    with emptied(url) as engine:
        for folder in ("sample_data", "../shared/data/nasty", "../shared/data/exports"):
            for path in sorted((ROOT / folder).glob("*.csv")):
                _import(engine, path)
        with reading(engine) as connection:
            for upload in connection.execute(select(uploads)).all():
                there += 1
                wrong += not _is_true(connection, upload)
    return wrong, there


def state(engine: Engine) -> State:
    """Every row of every table, with uploads numbered by their order.

    PostgreSQL gives no number twice, also not after a transaction that came to nothing,
    so the first, the second … upload stands for its number wherever a row names it. The
    audit's hashes follow from those numbers; what they prove is checked instead. The key
    behind what was erased is drawn by lot in every store.
    """
    with reading(engine) as connection:
        ids = connection.scalars(select(uploads.c.id).order_by(uploads.c.id))
        order = {number: place for place, number in enumerate(ids, 1)}
        found = {
            table.name: _hash_of(connection, table, order)
            for table in METADATA.sorted_tables
        }
    return {**found, "chain of the audit": str(verify(engine).broken)}


def _hash_of(connection: Connection, table: Table, order: dict[int, int]) -> str:
    rows = connection.execute(select(table)).mappings()
    told = sorted(repr(_renumbered(table.name, dict(row), order)) for row in rows)
    return sha256("\n".join(told).encode()).hexdigest()


def _renumbered(
    name: str, row: dict[str, Any], order: dict[int, int]
) -> dict[str, Any]:
    """A number that is no upload's stays in the row as such, and equals nothing."""
    for column in ("upload_id", "ended_by", *(["id"] if name == uploads.name else [])):
        if row.get(column) is not None:
            row[column] = order.get(row[column], f"no upload {row[column]}")
    row.pop("erasing_key", None)
    if name == audit.name:
        counts = json.loads(row["counts"])
        if "upload" in counts:
            counts["upload"] = order.get(counts["upload"], f"no upload {counts}")
        row |= {"counts": counts, "former": None, "hash": None}
    return row


def _import(engine: Engine, path: Path) -> None:
    asked = Asked(answers={"encoding": "big5"} if "characters" in path.name else {})
    store = Store.opened(engine)
    try:
        plans = list(planned_files([path], asked, store))
        import_all(store, plans, asked, by="scorecard", at=AT, stores=True)
    except InsightError:
        return


def _is_true(connection: object, upload: object) -> bool:
    """Rows in the table and in the history are those accepted, refused lines those refused."""
    table = DATA[upload.table_name]
    (key,) = table.primary_key
    counts = select(key.label("key")).where(table.c.upload_id == upload.id)
    kept = select(row_history.c.key).where(
        row_history.c.table_name == table.name, row_history.c.upload_id == upload.id
    )
    rows = connection.scalar(
        select(func.count()).select_from(counts.union(kept).subquery())
    )
    lines = connection.scalar(
        select(func.count(refused_rows.c.line.distinct())).where(
            refused_rows.c.upload_id == upload.id
        )
    )
    out = upload.rows_accepted + upload.rows_refused
    return (rows, lines) == (upload.rows_accepted, upload.rows_refused) and out <= upload.rows_in  # fmt: skip
