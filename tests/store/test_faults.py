"""A commit that is broken off has happened as a whole or not at all."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import count
from multiprocessing.process import BaseProcess
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine, event

from insight.errors import StoreUnavailableError
from insight.store import sqlite_rows
from insight.store.engines import open_engine
from insight.store.load import load_tables
from insight.store.migrate import migrate
from insight.store.tables import refused_rows, uploads
from insight.store.transactions import reading
from insight.store.uploads import Committed, NewUpload, commit

Upload = Callable[..., NewUpload]
Stored = Callable[..., Committed]

KILLED = """
import os, signal
from sqlalchemy import event
from insight.store.engines import open_engine
from insight.store.uploads import commit

def die_at_statement(_connection, _cursor, statement, *_more):
    if statement.startswith(point):
        os.kill(os.getpid(), signal.SIGKILL)

engine = open_engine(url)
if point == "COMMIT":
    event.listen(engine, "commit", lambda _: os.kill(os.getpid(), signal.SIGKILL))
else:
    event.listen(engine, "before_cursor_execute", die_at_statement)
commit(engine, files, **about)
"""
ABOUT: dict[str, Any] = {
    "by": "bob",
    "at": datetime(2026, 2, 2, tzinfo=UTC),
    "as_of": date(2026, 2, 1),
}


@pytest.fixture
def files(typed: Callable[..., pl.DataFrame], upload: Upload) -> list[NewUpload]:
    """Two files with a refused row each."""
    reason = {"line": 2, "column": "region", "value": "x", "reason": "is unknown"}
    accounts = [{"account_id": "a"}, {"account_id": "b"}, {"account_id": "c"}]
    contacts = [{"contact_id": "k", "account_id": "a"}]
    ours = [
        upload("accounts", typed("accounts", *accounts), file="accounts.csv"),
        upload("contacts", typed("contacts", *contacts), file="contacts.csv"),
    ]
    return [
        NewUpload(
            file_name=one.file_name,
            sha256=one.sha256,
            table=one.table,
            rows_in=one.rows_in + 1,
            accepted=one.accepted,
            refused=pl.DataFrame([reason], schema=one.refused.schema),
        )
        for one in ours
    ]


@pytest.fixture
def sampled(
    engine: Engine, typed: Callable[..., pl.DataFrame], upload: Upload, stored: Stored
) -> Engine:
    """A store that holds a sample."""
    rows = typed("accounts", {"account_id": "s"}, {"account_id": "b"})
    stored(upload("accounts", rows, file="sample.csv"), is_sample=True)
    return engine


def everything(engine: Engine) -> dict[str, Any]:
    with reading(engine) as connection:
        own = {
            table.name: connection.execute(table.select()).all()
            for table in (uploads, refused_rows)
        }
    data = {name: frame.rows() for name, frame in load_tables(engine).items()}
    return {**own, **data}


@contextmanager
def failing_at(engine: Engine, number: int) -> Iterator[None]:
    statements = count()

    def fail(*_: object) -> None:
        if next(statements) == number:
            raise KeyboardInterrupt

    event.listen(engine, "before_cursor_execute", fail)
    yield
    event.remove(engine, "before_cursor_execute", fail)


def is_stopped_at(engine: Engine, number: int, files: list[NewUpload]) -> bool:
    with failing_at(engine, number):
        try:
            commit(engine, files, **ABOUT)
        except KeyboardInterrupt:
            return True
    return False


def test_a_commit_stopped_at_any_statement_leaves_the_store_as_it_was(
    sampled: Engine, files: list[NewUpload], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_rows, "_CHUNK", 2)
    before = everything(sampled)

    statement = 0
    while is_stopped_at(sampled, statement, files):
        assert everything(sampled) == before
        statement += 1

    assert statement >= 12
    after = everything(sampled)
    assert [len(after[table]) for table in ("accounts", "contacts")] == [3, 1]
    assert len(after["refused_rows"]) == 2


@pytest.mark.parametrize("point", ["INSERT INTO contacts", "UPDATE meta", "COMMIT"])
def test_a_commit_that_is_killed_leaves_the_store_as_it_was_and_can_be_repeated(
    sampled: Engine,
    url: str,
    files: list[NewUpload],
    start: Callable[..., BaseProcess],
    point: str,
) -> None:
    before = everything(sampled)

    killed = start(KILLED, url=url, files=files, about=ABOUT, point=point)
    killed.join(300)

    assert killed.exitcode == -signal.SIGKILL
    assert everything(sampled) == before
    assert commit(sampled, files, **ABOUT).stored == {
        "accounts": 3,
        "contacts": 1,
    }


def test_a_process_killed_after_its_commit_has_stored_everything(
    sampled: Engine, url: str, files: list[NewUpload], start: Callable[..., BaseProcess]
) -> None:
    finished = start(
        KILLED + "\nos.kill(os.getpid(), signal.SIGKILL)",
        url=url,
        files=files,
        about=ABOUT,
        point="never",
    )
    finished.join(300)

    assert finished.exitcode == -signal.SIGKILL
    again = commit(sampled, files, **ABOUT)
    assert again == Committed(2, {}, ("accounts.csv", "contacts.csv"))


def test_a_full_disk_leaves_the_store_as_it_was_and_is_named(
    sqlite_url: str, typed: Callable[..., pl.DataFrame], upload: Upload
) -> None:
    engine = open_engine(sqlite_url)
    migrate(engine)
    before = everything(engine)
    rows = typed("accounts", *({"account_id": f"{n:0200}"} for n in range(1_000)))

    def fill_the_disk(connection: Any) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count=1")

    event.listen(engine, "begin", fill_the_disk)
    with pytest.raises(StoreUnavailableError, match="disk is full"):
        commit(engine, [upload("accounts", rows)], **ABOUT)

    assert everything(engine) == before
    engine.dispose()


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_lost_connection_is_named_and_the_commit_can_be_repeated(
    sampled: Engine, url: str, files: list[NewUpload]
) -> None:
    before = everything(sampled)
    other = open_engine(url)

    def cut(_connection: object, cursor: Any, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE meta"):
            with other.connect() as killer:
                process = cursor.connection.info.backend_pid
                killer.exec_driver_sql(f"SELECT pg_terminate_backend({process})")

    event.listen(sampled, "before_cursor_execute", cut)
    with pytest.raises(StoreUnavailableError, match="cannot be used: terminating"):
        commit(sampled, files, **ABOUT)
    event.remove(sampled, "before_cursor_execute", cut)

    assert everything(sampled) == before
    assert commit(sampled, files, **ABOUT).data_version == 2
    other.dispose()
