"""Readers and writers of one database at the same time."""

from collections.abc import Callable
from multiprocessing.process import BaseProcess

import pytest
from sqlalchemy import Connection, Engine, exc, insert, select, update

from insight.errors import StoreUnavailableError
from insight.store import failures
from insight.store.engines import open_engine
from insight.store.tables import meta, uploads
from insight.store.transactions import reading, writing

COUNT = """
from sqlalchemy import select, update
from insight.store import engines
from insight.store.tables import meta
from insight.store.transactions import writing

engines.SECONDS_TO_WAIT = 300
engine = engines.open_engine(url)
for _ in range(25):
    with writing(engine) as connection:
        found = connection.execute(select(meta.c.data_version)).scalar_one()
        connection.execute(update(meta).values(data_version=found + 1))
engine.dispose()
"""


def version(connection: Connection) -> int:
    return int(connection.execute(select(meta.c.data_version)).scalar_one())


def count_up(connection: Connection) -> None:
    connection.execute(update(meta).values(data_version=version(connection) + 1))


def test_eight_writers_that_read_first_lose_nothing(
    engine: Engine,
    url: str,
    start: Callable[..., BaseProcess],
    record_property: Callable[[str, object], None],
) -> None:
    writers = [start(COUNT, url=url) for _ in range(8)]

    for writer in writers:
        writer.join(300)

    assert [writer.exitcode for writer in writers] == [0] * 8
    with reading(engine) as connection:
        written = version(connection)
    record_property("written", written)
    assert written == 200


def test_a_reader_sees_one_moment_while_others_write(engine: Engine) -> None:
    with reading(engine) as reader:
        before = version(reader)
        with writing(engine) as writer:
            count_up(writer)
        after = version(reader)

    assert (before, after) == (0, 0)
    with reading(engine) as reader:
        assert version(reader) == 1


def test_a_reader_cannot_write(engine: Engine) -> None:
    with (
        pytest.raises(StoreUnavailableError, match=r"read-?only"),
        reading(engine) as one,
    ):
        count_up(one)

    with writing(engine) as connection:
        count_up(connection)
        assert version(connection) == 1


def test_a_connection_without_options_is_a_writer(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)

    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
        with pytest.raises(exc.OperationalError, match="locked"):
            begin_impatiently(sqlite_url)
    engine.dispose()


def begin_impatiently(url: str) -> None:
    other = open_engine(url)
    try:
        with other.connect() as connection:
            driver = connection.connection.driver_connection
            driver.execute("PRAGMA busy_timeout=0")  # type: ignore[union-attr]
            connection.exec_driver_sql("SELECT 1")
    finally:
        other.dispose()


def test_a_busy_database_says_so(sqlite_url: str) -> None:
    engine = open_engine(sqlite_url)

    with (
        engine.begin(),
        pytest.raises(StoreUnavailableError, match="is busy"),
        failures.plain_errors(engine),
    ):
        begin_impatiently(sqlite_url)

    engine.dispose()


def test_an_error_takes_everything_back(engine: Engine) -> None:
    def fail_after_writing() -> None:
        with writing(engine) as connection:
            count_up(connection)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_after_writing()

    with reading(engine) as connection:
        assert version(connection) == 0


def test_our_own_mistakes_are_not_called_an_unusable_database(engine: Engine) -> None:
    with pytest.raises(exc.IntegrityError) as refused, writing(engine) as connection:
        connection.execute(insert(uploads).values(id=1, by="a secret of ann"))

    assert "a secret of ann" not in str(refused.value).split("DETAIL")[0]
