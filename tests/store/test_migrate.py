"""Schema upgrades on real databases."""

import sqlite3
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

import polars as pl
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, column, event, inspect, table, update

from insight.errors import StoreUnavailableError
from insight.schema import TABLES
from insight.store.engines import open_engine
from insight.store.load import load_tables
from insight.store.migrate import (
    VERSION_TABLE,
    alembic_config,
    known_revisions,
    migrate,
    revision_of,
    upgrade,
)
from insight.store.tables import METADATA
from insight.store.uploads import Committed, NewUpload, state

START = """
from insight.store.engines import open_engine
from insight.store.migrate import migrate

engine = open_engine(url)
ready.wait(300)
migrate(engine)
"""


def set_version(engine: Engine, revision: str) -> None:
    with engine.begin() as connection:
        connection.execute(
            update(table(VERSION_TABLE, column("version_num"))).values(
                version_num=revision
            )
        )


def table_names(engine: Engine) -> set[str]:
    with engine.connect() as connection:
        return set(inspect(connection).get_table_names())


def test_models_and_migrations_agree(engine: Engine) -> None:
    options = {"version_table": VERSION_TABLE, "compare_type": True}

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, METADATA)

    assert differences == []


def test_a_missing_column_would_be_noticed(engine: Engine) -> None:
    options = {"version_table": VERSION_TABLE}

    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE issues DROP COLUMN topic")
        context = MigrationContext.configure(connection, opts=options)
        differences = compare_metadata(context, METADATA)

    assert [difference[0] for difference in differences] == ["add_column"]


def test_an_empty_database_gets_every_table(empty_engine: Engine) -> None:
    migrate(empty_engine)

    assert table_names(empty_engine) == set(METADATA.tables) | {VERSION_TABLE}
    assert set(TABLES) < set(METADATA.tables)


def test_a_current_database_is_left_as_it_is(
    engine: Engine,
    typed: Callable[..., pl.DataFrame],
    upload: Callable[..., NewUpload],
    stored: Callable[..., Committed],
) -> None:
    stored(upload("accounts", typed("accounts", {"account_id": "a"})))
    before = state(engine), load_tables(engine)["accounts"].rows()

    migrate(engine)

    assert (state(engine), load_tables(engine)["accounts"].rows()) == before


def test_starters_at_once_all_find_a_current_database(
    url: str, start: Callable[..., BaseProcess]
) -> None:
    ready = get_context("forkserver").Barrier(3)
    starters = [start(START, url=url, ready=ready) for _ in range(3)]

    for starter in starters:
        starter.join(300)

    assert [starter.exitcode for starter in starters] == [0, 0, 0]
    engine = open_engine(url)
    assert state(engine).data_version == 0
    engine.dispose()


def test_an_upgrade_that_fails_leaves_nothing_behind(empty_engine: Engine) -> None:
    def fail(
        _connection: Connection, _cursor: object, statement: str, *_: object
    ) -> None:
        if "issues" in statement:
            raise KeyboardInterrupt

    event.listen(empty_engine, "before_cursor_execute", fail)
    with pytest.raises(KeyboardInterrupt):
        migrate(empty_engine)
    event.remove(empty_engine, "before_cursor_execute", fail)

    assert table_names(empty_engine) == set()
    migrate(empty_engine)
    assert state(empty_engine).data_version == 0


def test_before_an_upgrade_the_file_is_copied_as_it_was(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    with engine.begin() as connection:
        upgrade(connection, to="0007")
        connection.exec_driver_sql("UPDATE meta SET data_version = 7")

    migrate(engine)
    engine.dispose()

    copy = Path(f"{sqlite_url.removeprefix('sqlite:///')}.before-0007")
    kept = open_engine(f"sqlite:///{copy}")
    with kept.connect() as connection:
        version = connection.exec_driver_sql("SELECT data_version FROM meta").scalar()
        assert (revision_of(connection), version) == ("0007", 7)
    kept.dispose()
    assert copy.stat().st_mode & 0o777 == 0o600


def test_a_new_or_current_file_is_not_copied(sqlite_url: str, tmp_path: Path) -> None:
    engine = open_engine(sqlite_url)

    migrate(engine)
    migrate(engine)
    engine.dispose()

    assert list(tmp_path.glob("*.before-*")) == []


def test_a_newer_database_is_refused(engine: Engine) -> None:
    set_version(engine, "9999")

    with pytest.raises(StoreUnavailableError, match=r"newer Insight \(schema 9999\)"):
        migrate(engine)


def test_the_database_of_another_program_is_refused(empty_engine: Engine) -> None:
    with empty_engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE invoices (id INTEGER)")

    with pytest.raises(StoreUnavailableError, match=r"another program \(invoices\)"):
        migrate(empty_engine)

    assert table_names(empty_engine) == {"invoices"}


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "insight.db"
    path.write_bytes(b"account_id,segment\n" * 300)
    engine = open_engine(f"sqlite:///{path}")

    with pytest.raises(StoreUnavailableError, match="is damaged or is no database"):
        migrate(engine)

    assert path.read_bytes() == b"account_id,segment\n" * 300
    engine.dispose()


@pytest.mark.parametrize("damage", ["cut off", "overwritten"])
def test_a_damaged_file_is_refused(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "insight.db"
    migrated = open_engine(f"sqlite:///{path}")
    migrate(migrated)
    migrated.dispose()
    sound = path.read_bytes()
    half = len(sound) // 2
    path.write_bytes(
        sound[:half] if damage == "cut off" else sound[:half] + b"\xff" * half
    )
    engine = open_engine(f"sqlite:///{path}")

    with pytest.raises(StoreUnavailableError, match="is damaged or is no database"):
        migrate(engine)

    engine.dispose()


def test_a_migrated_file_can_be_read_by_plain_sqlite(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)
    migrate(engine)
    engine.dispose()

    with sqlite3.connect(sqlite_url.removeprefix("sqlite:///")) as plain:
        found = plain.execute("SELECT data_version FROM meta").fetchall()
    plain.close()

    assert found == [(0,)]


def test_the_files_of_the_chain_are_named_after_their_revisions() -> None:
    scripts = ScriptDirectory.from_config(alembic_config())

    chain = [script.revision for script in scripts.walk_revisions()][::-1]

    assert known_revisions() == chain
