"""A server that nobody looks at erases what is old, and lets go of what was erased."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import chain, repeat
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from weakref import ref

import polars as pl
import pytest
from sqlalchemy import Engine

from insight.store.audit import entries
from insight.store.engines import open_engine
from insight.store.erasing import erase_person
from insight.store.load import load_tables
from insight.ui import loads
from insight.ui.server.upkeep import keep_up

FIRST, SECOND = date(2026, 3, 1), date(2026, 3, 2)
PATIENCE = 30


@pytest.fixture
def engine(
    store_of: Callable[..., str],
    tables: Callable[..., object],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[Engine]:
    """Of a store with a contact and an exit, named in the environment."""
    contact = {"contact_id": ["C1"], "account_id": ["A1"], "email": ["ada@x.test"]}
    left = {"exit_id": ["X1"], "account_id": ["A1"], "exit_date": [date(2025, 6, 1)]}
    exits = pl.DataFrame({**left, "comment": ["too dear"]})
    url = store_of(tables(contacts=pl.DataFrame(contact), exits=exits))
    monkeypatch.setenv("INSIGHT_HOME", str(tmp_path))
    monkeypatch.setenv("INSIGHT_DATABASE_URL", url)
    monkeypatch.setenv("INSIGHT_KEEP_WORDS_DAYS", "30")
    opened = open_engine(url)
    yield opened
    opened.dispose()


@contextmanager
def kept_up(today: Callable[[], date]) -> Iterator[None]:
    ended = Event()
    server = Thread(
        target=keep_up, args=(ended,), kwargs={"seconds": 0.01, "today": today}
    )
    server.start()
    yield
    ended.set()
    server.join(PATIENCE)
    assert not server.is_alive()


def comments(engine: Engine) -> list[str | None]:
    return load_tables(engine)["exits"]["comment"].to_list()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < deadline
        sleep(0.01)


def test_words_go_with_the_day_on_which_they_are_too_old(engine: Engine) -> None:
    days, seen = chain([FIRST] * 4, repeat(SECOND)), []

    def today() -> date:
        day = next(days)
        seen.append((day, comments(engine)))
        return day

    with kept_up(today):
        wait_until(lambda: comments(engine) == [None])

    before = [said for day, said in seen if day == FIRST]
    latest = entries(engine).row(0, named=True)
    assert before == [["too dear"]] * 4
    assert (latest["by"], latest["action"]) == ("a setting", "erased old words")
    assert entries(engine)["action"].to_list().count("erased old words") == 1


def test_a_day_on_which_the_database_was_away_is_made_up_for(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    days, asked = chain([FIRST], repeat(SECOND)), list[None]()
    url = str(engine.url)
    monkeypatch.setenv("INSIGHT_DATABASE_URL", "sqlite:////proc/none/insight.db")

    def today() -> date:
        asked.append(None)
        return next(days)

    with kept_up(today):
        wait_until(lambda: len(asked) > 3)
        monkeypatch.setenv("INSIGHT_DATABASE_URL", url)
        wait_until(lambda: comments(engine) == [None])


def test_what_somebody_erased_by_command_is_let_go_of(engine: Engine) -> None:
    old = loads.look_at(loads.wanted())
    facts = ref(old.facts)
    del old
    erase_person(engine, "C1", by="ann", at=datetime(2026, 3, 1, tzinfo=UTC))
    held = facts() is not None

    with kept_up(lambda: FIRST):
        wait_until(lambda: facts() is None)
        wait_until(lambda: loads.is_made(loads.wanted()))

    assert held
