"""An answer is asked for again when the database has changed, and only then."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, Engine

from insight.errors import StoreUnavailableError
from insight.store.choices import choose, values_of
from insight.store.engines import open_engine
from insight.store.watch import Watch

AT = datetime(2026, 3, 1, tzinfo=UTC)


def test_it_answers_as_the_database_is_now(engine: Engine, url: str) -> None:
    elsewhere = open_engine(url)
    watch = Watch(engine, values_of)
    before = watch.now()

    choose(engine, "grace_days", 60.0, by="ann", at=AT)
    here = watch.now()
    choose(elsewhere, "good_score", 0.7, by="ben", at=AT)
    there = watch.now()
    elsewhere.dispose()

    assert before == {}
    assert here == {"grace_days": 60}
    assert there == {"grace_days": 60, "good_score": 0.7}


def test_sqlite_is_not_asked_again_while_nothing_was_committed(
    sqlite_url: str,
) -> None:
    asked: list[int] = []

    def ask(connection: Connection) -> int:
        asked.append(connection.exec_driver_sql("SELECT 1").scalar_one())
        return len(asked)

    opened = open_engine(sqlite_url)
    watch = Watch(opened, ask)

    assert [watch.now(), watch.now()] == [1, 1]
    opened.dispose()


def test_a_failed_question_is_asked_again(engine: Engine) -> None:
    away = [StoreUnavailableError("away")]

    def ask(_connection: Connection) -> int:
        if away:
            raise away.pop()
        return 7

    watch = Watch(engine, ask)
    with pytest.raises(StoreUnavailableError):
        watch.now()

    assert watch.now() == 7
