"""Engines of both databases, and what is said where there is none."""

import sqlite3
import sys
import traceback
from contextlib import closing
from pathlib import Path
from threading import Timer

import pytest
from sqlalchemy import Engine, make_url

from insight.errors import StoreUnavailableError
from insight.store.engines import open_engine
from insight.store.failures import said
from insight.store.migrate import migrate
from insight.store.transactions import reading


def pragma(engine: Engine, name: str) -> object:
    with engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("insight.db", "it is not a URL"),
        ("", "it is not a URL"),
        ("mysql://ann:secret@db/insight", "it begins with “mysql”"),
        ("sqlite://", "it names no file"),
        ("sqlite:///:memory:", "it names no file"),
    ],
)
def test_a_url_we_cannot_use_is_refused_in_a_sentence(url: str, sentence: str) -> None:
    with pytest.raises(StoreUnavailableError, match=sentence) as refused:
        open_engine(url)

    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_postgresql_url_goes_through_psycopg_3(scheme: str) -> None:
    engine = open_engine(f"{scheme}://ann:secret@db/insight")

    assert engine.dialect.driver == "psycopg"
    assert str(engine.url).startswith("postgresql+psycopg://ann:***@db/insight")


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)

    with pytest.raises(StoreUnavailableError, match=r'--editable "\.\[postgres\]"'):
        open_engine("postgresql://ann:secret@db/insight")


def test_a_file_another_program_is_just_making_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "insight.db"
    with closing(sqlite3.connect(path, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        release = Timer(0.3, lambda: other.execute("COMMIT"))
        release.start()

        engine = open_engine(f"sqlite:///{path}")
        found = pragma(engine, "journal_mode")
        release.join()

    assert found == "wal"
    engine.dispose()


def test_the_folder_of_the_file_is_made(tmp_path: Path) -> None:
    path = tmp_path / "data" / "of insight" / "insight.db"

    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()

    assert path.read_bytes().startswith(b"SQLite format 3\0")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")

    with pytest.raises(StoreUnavailableError, match="Set INSIGHT_HOME to a folder"):
        open_engine(f"sqlite:///{tmp_path / 'data' / 'insight.db'}")


def test_sqlite_waits_syncs_and_checks(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)

    names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    found = {name: pragma(engine, name) for name in names}
    engine.dispose()

    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30_000,
    }


def test_a_server_that_does_not_answer_is_named_without_its_password() -> None:
    engine = open_engine("postgresql://ann:secret-word@127.0.0.1:1/insight")

    with pytest.raises(StoreUnavailableError) as refused:
        migrate(engine)

    assert "The database insight on 127.0.0.1 cannot be used" in str(refused.value)
    assert "secret-word" not in "".join(traceback.format_exception(refused.value))


@pytest.mark.postgres
def test_a_wrong_password_is_not_repeated(postgresql_url: str) -> None:
    given = make_url(postgresql_url)
    wrong = given.set(password=f"secret-word {given.password}")
    engine = open_engine(wrong.render_as_string(hide_password=False))

    with pytest.raises(StoreUnavailableError, match="refuses this user") as refused:
        migrate(engine)

    assert "secret-word" not in "".join(traceback.format_exception(refused.value))


@pytest.mark.postgres
def test_a_schema_that_is_not_there_is_refused(postgresql_url: str) -> None:
    nowhere = make_url(postgresql_url).update_query_dict(
        {"options": "-csearch_path=nowhere"}
    )
    engine = open_engine(nowhere.render_as_string(hide_password=False))

    with pytest.raises(StoreUnavailableError, match="no schema has been selected"):
        migrate(engine)

    engine.dispose()


def test_a_file_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "insight.db").mkdir()
    engine = open_engine(f"sqlite:///{tmp_path / 'insight.db'}")

    with (
        pytest.raises(StoreUnavailableError, match="unable to open database file"),
        reading(engine),
    ):
        pytest.fail("a folder was opened as a database")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (
            'connection failed: FATAL:  password authentication failed for user "ann"',
            "it refuses this user or this password",
        ),
        (
            "connection to server at 127.0.0.1, port 1 failed: Connection refused",
            "nothing answers at this host and port",
        ),
        ("an answer with password in it", "the reason holds the password"),
        ("something new.\nand more", "something new"),
    ],
)
def test_why_a_database_refuses_is_said_and_never_its_password(
    line: str, why: str
) -> None:
    url = make_url("postgresql://ann:password@127.0.0.1/insight")

    assert said(url, Exception(line)) == why
