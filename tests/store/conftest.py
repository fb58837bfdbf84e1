"""A fresh database for each test: a SQLite file, and a schema of a real PostgreSQL."""

import multiprocessing
import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine, NullPool, create_engine, make_url

from insight.schema import TABLES
from insight.store.engines import open_engine
from insight.store.migrate import migrate
from insight.store.uploads import Committed, NewUpload, commit

NUMBERS = count()
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
PRELOADED = [
    "insight.store.uploads",
    "insight.store.undo",
    "insight.store.migrate",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
]
SERVE = """
"$1"/pg_ctl start -w -D "$2"/data -l "$2"/log -o "$3" >&2 && echo ready && cat
"$1"/pg_ctl stop -m immediate -D "$2"/data >&2
rm -rf "$2"
"""  # `cat` ends when we do, however we end
NO_REFUSALS = pl.DataFrame(
    schema={
        "line": pl.Int64,
        "column": pl.String,
        "value": pl.String,
        "reason": pl.String,
    }
)


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that holds nothing yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'insight.db'}"
        return
    with fresh_schema(request.getfixturevalue("postgresql_url")) as address:
        yield address


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def second_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Another database that holds nothing yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'second.db'}"
        return
    with fresh_schema(request.getfixturevalue("postgresql_url")) as address:
        yield address


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'insight.db'}"


@pytest.fixture
def empty_engine(url: str) -> Iterator[Engine]:
    """An engine of a database that holds nothing yet."""
    opened = open_engine(url)
    yield opened
    opened.dispose()


@pytest.fixture
def engine(empty_engine: Engine) -> Engine:
    """An engine of a migrated database."""
    migrate(empty_engine)
    return empty_engine


@pytest.fixture
def typed() -> Callable[..., pl.DataFrame]:
    """Rows of a table, given only the columns that matter."""

    def rows(table: str, *given: dict[str, Any]) -> pl.DataFrame:
        return pl.DataFrame(given, schema=TABLES[table].create_empty().schema)

    return rows


@pytest.fixture
def upload() -> Callable[..., NewUpload]:
    """A file of accepted rows, its content known by its name."""

    def of(table: str, accepted: pl.DataFrame, *, file: str = "file.csv") -> NewUpload:
        return NewUpload(
            file_name=file,
            sha256=f"bytes of {file}",
            table=table,
            rows_in=accepted.height,
            accepted=accepted,
            refused=NO_REFUSALS,
        )

    return of


@pytest.fixture
def accounts(
    typed: Callable[..., pl.DataFrame], upload: Callable[..., NewUpload]
) -> Callable[..., NewUpload]:
    """A file of accounts: `accounts("a.csv", a="smb")` holds account a in smb."""

    def of(file: str, **segments: str) -> NewUpload:
        rows = [{"account_id": key, "segment": name} for key, name in segments.items()]
        return upload("accounts", typed("accounts", *rows), file=file)

    return of


@pytest.fixture
def stored(engine: Engine) -> Callable[..., Committed]:
    """Commits files with everything else filled in."""

    def of(
        *uploads: NewUpload, as_of: date = date(2026, 1, 31), **more: Any
    ) -> Committed:
        at = datetime(2026, 2, 1, 9, 30, tzinfo=UTC)
        return commit(
            engine, uploads, **{"by": "ann", "at": at, "as_of": as_of, **more}
        )

    return of


@pytest.fixture(scope="session")
def start() -> Callable[..., BaseProcess]:
    """Runs code in a process of its own, forked from one that has imported the store."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)

    def process(code: str, **names: Any) -> BaseProcess:
        started = context.Process(target=exec, args=(code, names))
        started.start()
        return started

    return process


@contextmanager
def fresh_schema(server: str) -> Iterator[str]:
    name = f"insight_{os.getpid()}_{next(NUMBERS)}"
    admin = create_engine(server, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE SCHEMA {name}")
    inside = make_url(server).update_query_dict({"options": f"-csearch_path={name}"})
    yield inside.render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.exec_driver_sql(f"DROP SCHEMA {name} CASCADE")


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """INSIGHT_TEST_DATABASE_URL, or a server started for this run."""
    if given := os.environ.get("INSIGHT_TEST_DATABASE_URL"):
        asked = make_url(given).set(drivername="postgresql+psycopg")
        yield asked.render_as_string(hide_password=False)
        return
    binaries = postgresql_binaries()
    if binaries is None:
        reason = (
            "no PostgreSQL: install it (apt-get install postgresql), put initdb on the "
            "PATH or set INSIGHT_TEST_DATABASE_URL"
        )
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    with postgresql_server(binaries) as address:
        yield address


def postgresql_binaries() -> Path | None:
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda path: int(path.parts[-3]), default=None)
    return newest.parent if newest else None


@contextmanager
def postgresql_server(binaries: Path) -> Iterator[str]:
    """A server with a folder, port and password of its own, which ends with us."""
    password, port = secrets.token_urlsafe(12), free_port()
    with tempfile.TemporaryDirectory(
        prefix="insight-postgresql-", ignore_cleanup_errors=True
    ) as place:
        folder, owner = Path(place), server_owner()
        initialise(binaries, folder, owner, password)
        settings = " ".join(f"-c {setting}" for setting in (*FAST, *loopback(port)))
        with subprocess.Popen(
            ["sh", "-c", SERVE, "sh", str(binaries), str(folder), settings],
            cwd=folder,
            user=owner,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as server:
            if server.stdout is None or server.stdout.readline() != b"ready\n":
                pytest.fail(f"PostgreSQL did not start: see {binaries}/pg_ctl")
            yield f"postgresql+psycopg://insight:{password}@127.0.0.1:{port}/postgres"


def initialise(binaries: Path, folder: Path, owner: str | None, password: str) -> None:
    secret = folder / "password"
    secret.write_text(password, encoding="ascii")
    if owner:
        shutil.chown(folder, owner)
        shutil.chown(secret, owner)
    login = ("-U", "insight", "-A", "scram-sha-256", "--pwfile", str(secret))
    text = ("--encoding=UTF8", "--locale=C", "--no-sync")
    made = subprocess.run(
        [str(binaries / "initdb"), "-D", str(folder / "data"), *text, *login],
        cwd=folder,
        user=owner,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        pytest.fail(f"initdb failed: {made.stderr}")


def loopback(port: int) -> Sequence[str]:
    return (f"port={port}", "listen_addresses=127.0.0.1", "unix_socket_directories=''")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_owner() -> str | None:
    """Whom the server runs as: PostgreSQL refuses to be root."""
    if os.geteuid() != 0:
        return None
    users = Path("/etc/passwd").read_text(encoding="utf-8")
    return "postgres" if "\npostgres:" in users else "nobody"
