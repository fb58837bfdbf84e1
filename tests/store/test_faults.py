"""A commit that is broken off has happened as a whole or not at all."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import count
from multiprocessing.process import BaseProcess
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Connection, Engine, event

from insight.errors import StaleImportError, StoreUnavailableError
from insight.store import sqlite_rows
from insight.store.engines import open_engine
from insight.store.load import load_tables
from insight.store.migrate import migrate
from insight.store.tables import (
    audit,
    meta,
    refused_records,
    refused_rows,
    row_history,
    uploads,
)
from insight.store.transactions import OutcomeUnknownError, reading
from insight.store.undo import Undone, undo
from insight.store.uploads import Committed, NewUpload, commit, state

Upload = Callable[..., NewUpload]
Stored = Callable[..., Committed]
Record = Callable[[str, object], None]

KILLED = """
import os, signal
from itertools import count
from sqlalchemy import event
from insight.store import sqlite_rows
from insight.store.engines import open_engine
from insight.store.undo import undo
from insight.store.uploads import commit

def die(*_):
    if next(points) == number:
        os.kill(os.getpid(), signal.SIGKILL)

sqlite_rows._CHUNK = 1
points = count()
engine = open_engine(url)
event.listen(engine, "before_cursor_execute", die)
event.listen(engine, "commit", die)
"""
COMMITS = KILLED + "commit(engine, files, **about)"
UNDOES = KILLED + "undo(engine, [3, 4, 5], by='cas', at=about['at'])"
EVERY_POINT = bool({"CI", "INSIGHT_TEST_EVERY_POINT"} & os.environ.keys())
"""Whether processes are killed at all points and not at every third one."""
FILE_LIMIT = 60_000
IO_ERROR = """
import resource, signal, sys
from insight.errors import StoreUnavailableError
from insight.store.engines import open_engine
from insight.store.uploads import commit

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
engine = open_engine(url)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    commit(engine, files, **about)
except StoreUnavailableError as error:
    sys.exit(7 if "cannot be used" in str(error) else str(error))
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
            for table in (
                audit,
                uploads,
                refused_rows,
                refused_records,
                row_history,
                meta,
            )
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
    sampled: Engine,
    files: list[NewUpload],
    monkeypatch: pytest.MonkeyPatch,
    record_property: Record,
) -> None:
    monkeypatch.setattr(sqlite_rows, "_CHUNK", 2)
    before = everything(sampled)

    statement = 0
    while is_stopped_at(sampled, statement, files):
        assert everything(sampled) == before
        statement += 1

    assert statement >= 20
    record_property("points", statement)
    after = everything(sampled)
    assert [len(after[table]) for table in ("accounts", "contacts")] == [3, 1]
    assert len(after["refused_rows"]) == 2


def killed_at_points(
    engine: Engine, start: Callable[..., BaseProcess], code: str, **names: Any
) -> int:
    """How often the process was killed, the store as before each time, till it lived."""
    before = everything(engine)
    for kills, number in enumerate(count(step=1 if EVERY_POINT else 3)):
        process = start(code, number=number, **names)
        process.join(300)
        if process.exitcode == 0:
            return kills
        assert process.exitcode == -signal.SIGKILL
        assert everything(engine) == before
    raise RuntimeError("Counting came to an end.")


def test_a_commit_killed_at_any_point_leaves_the_store_as_it_was_and_can_be_repeated(
    sampled: Engine,
    url: str,
    files: list[NewUpload],
    start: Callable[..., BaseProcess],
    record_property: Record,
) -> None:
    kills = killed_at_points(sampled, start, COMMITS, url=url, files=files, about=ABOUT)

    assert kills >= (25 if EVERY_POINT else 9)
    record_property("points", kills)
    again = commit(sampled, files, **ABOUT)
    assert again == Committed(2, {}, ("accounts.csv", "contacts.csv"))
    after = everything(sampled)
    assert [len(after[table]) for table in ("accounts", "contacts")] == [3, 1]
    assert len(after["refused_rows"]) == 2


def test_an_undo_killed_at_any_point_leaves_the_store_as_it_was_and_can_be_repeated(
    sampled: Engine,
    url: str,
    files: list[NewUpload],
    start: Callable[..., BaseProcess],
    accounts: Upload,
    record_property: Record,
) -> None:
    before = load_tables(sampled)["accounts"].rows()
    commit(sampled, files, **ABOUT)
    commit(sampled, [accounts("accounts.csv", b="mid", d="ent")], **ABOUT)
    commit(sampled, [accounts("later.csv", b="ent")], **ABOUT)

    kills = killed_at_points(sampled, start, UNDOES, url=url, about=ABOUT)

    assert kills >= (40 if EVERY_POINT else 14)
    record_property("points", kills)
    assert undo(sampled, [2, 3, 4, 5], by="cas", at=ABOUT["at"]).upload_ids == (2,)
    assert load_tables(sampled)["accounts"].rows() == before


def test_a_process_killed_after_its_commit_has_stored_everything(
    sampled: Engine, url: str, files: list[NewUpload], start: Callable[..., BaseProcess]
) -> None:
    finished = start(
        COMMITS + "\nos.kill(os.getpid(), signal.SIGKILL)",
        url=url,
        files=files,
        about=ABOUT,
        number=-1,
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


def test_an_io_error_leaves_the_store_as_it_was_and_is_named(
    sqlite_url: str,
    typed: Callable[..., pl.DataFrame],
    upload: Upload,
    start: Callable[..., BaseProcess],
) -> None:
    engine = open_engine(sqlite_url)
    migrate(engine)
    before = everything(engine)
    rows = typed("accounts", *({"account_id": f"{n:0200}"} for n in range(1_000)))
    files = [upload("accounts", rows)]

    stopped = start(
        IO_ERROR, url=sqlite_url, files=files, about=ABOUT, limit=FILE_LIMIT
    )
    stopped.join(300)

    assert stopped.exitcode == 7
    assert everything(engine) == before
    assert commit(engine, files, **ABOUT).stored == {"accounts": 1_000}
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


@contextmanager
def losing_the_answer(engine: Engine, url: str, *, kept: bool) -> Iterator[None]:
    """The connection is gone once, just after the server kept all of it, or before."""
    other = open_engine(url)

    def lose(connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        if kept:
            driver.commit()
            driver.close()
            return
        with other.connect() as killer:
            process = driver.info.backend_pid
            killer.exec_driver_sql(f"SELECT pg_terminate_backend({process})")

    event.listen(engine, "commit", lose, once=True)
    yield
    other.dispose()


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_what_was_kept_before_the_connection_was_lost_is_looked_up(
    sampled: Engine, url: str, files: list[NewUpload]
) -> None:
    with losing_the_answer(sampled, url, kept=True):
        done = commit(sampled, files, **ABOUT)
    with losing_the_answer(sampled, url, kept=True):
        undone = undo(sampled, done.upload_ids, by="cas", at=ABOUT["at"])

    assert done == Committed(2, {"accounts": 3, "contacts": 1}, (), (2, 3))
    assert undone == Undone(3, (3, 2))


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_what_was_not_kept_is_looked_up_too_and_never_tried_again_blindly(
    sampled: Engine, url: str, files: list[NewUpload]
) -> None:
    before = everything(sampled)

    with (
        losing_the_answer(sampled, url, kept=False),
        pytest.raises(OutcomeUnknownError, match="terminating"),
    ):
        commit(sampled, files, **ABOUT)

    assert everything(sampled) == before
    done = commit(sampled, files, **ABOUT)
    after = everything(sampled)
    with (
        losing_the_answer(sampled, url, kept=False),
        pytest.raises(OutcomeUnknownError, match="terminating"),
    ):
        undo(sampled, done.upload_ids, by="cas", at=ABOUT["at"])
    assert everything(sampled) == after


def test_an_import_after_somebody_elses_asks_to_look_again(
    sampled: Engine, files: list[NewUpload], accounts: Upload
) -> None:
    seen = state(sampled).data_version
    commit(sampled, [accounts("theirs.csv", t="smb")], **ABOUT)
    before = everything(sampled)

    with pytest.raises(StaleImportError, match="look at what would change now"):
        commit(sampled, files, **ABOUT, seen=seen)

    assert everything(sampled) == before
    assert commit(sampled, files, **ABOUT, seen=seen + 1).data_version == seen + 2
