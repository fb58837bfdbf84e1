"""Imports killed at random moments: the store is as before or as after, never between."""

import multiprocessing
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from databases import State, bring, postgresql, state
from outcomes import module
from sqlalchemy import NullPool, create_engine, event, make_url

from insight.store.engines import open_engine
from insight.store.migrate import migrate

ROWS = 4_000
PRELOADED = ["databases", "sqlalchemy.dialects.postgresql.psycopg", "psycopg"]
NUMBERS = count()
READING, STORING, STORED = "before it stored", "while it stored", "after"
AS_BEFORE, AS_AFTER = "as before", "as after"
_BEYOND = 1.2
"""Moments are drawn up to so many times the time that an import takes."""


@dataclass(frozen=True, slots=True)
class Killed:
    """Where imports were when they were killed, and how the store was found then."""

    moments: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)

    @property
    def partial(self) -> int:
        """Stores that were neither as before nor as after."""
        return self.found.total() - self.found[AS_BEFORE] - self.found[AS_AFTER]

    def __str__(self) -> str:
        return ", ".join(
            f"{times} {what}"
            for counted in (self.moments, self.found)
            for what, times in sorted(counted.items())
        )


@dataclass(frozen=True, slots=True)
class _Took:
    """Seconds of an import until its transaction began, and until its end."""

    began: float
    ended: float

    def moment(self, drawn: random.Random, *, storing: bool) -> float:
        """A moment of the whole import, or of its transaction and shortly after."""
        return drawn.uniform(self.began if storing else 0, _BEYOND * self.ended)


def killed(backend: str, *, times: int) -> Killed:
    """Kills imports at random moments, half of them from when the transaction begins.

    Each import starts on a copy of the same store and is killed at a moment drawn from
    the time that the last one took. Then it is made again, which must end as if nothing
    had been.
    """
    make = {"sqlite": _sqlite, "postgresql": _postgresql}[backend]
    first, second = (
        module("benchmarks/intake.py").exits(rows, quote_style="necessary")
        for rows in (ROWS // 2, ROWS)
    )
    tally = Killed()
    with make(first) as fresh:
        states, took = _undisturbed(fresh, second)
        drawn = random.Random(backend)  # noqa: S311
        for number in range(times):
            moment = took.moment(drawn, storing=number % 2 == 1)
            with fresh() as url:
                took = _one(url, second, moment, states, tally) or took
    return tally


def _one(
    url: str, content: bytes, moment: float, states: tuple[State, State], tally: Killed
) -> _Took | None:
    """What the import took when it was made again; None where it had nothing to do."""
    process, _, marks = _started(url, content)
    sleep(moment)
    process.kill()
    process.join()
    tally.moments[f"killed {_stage(marks)}"] += 1
    found = _state(url)
    took = _finished(url, content)
    tally.found[_outcome(found, _state(url), states)] += 1
    return took if found == states[0] else None


def _outcome(found: State, again: State, states: tuple[State, State]) -> str:
    before, after = states
    if found not in states:
        return f"between, by {_differing(found, before)} and {_differing(found, after)}"
    if again != after:
        return f"not repeatable, by {_differing(again, after)}"
    return AS_BEFORE if found == before else AS_AFTER


def _differing(one: State, other: State) -> str:
    return "/".join(table for table in one if one[table] != other[table])


def _undisturbed(fresh: Any, content: bytes) -> tuple[tuple[State, State], _Took]:
    """The state before an import and after it, and what that took."""
    with fresh() as url:
        before = _state(url)
        took = _finished(url, content)
        return (before, _state(url)), took


def _finished(url: str, content: bytes) -> _Took:
    """An import to its end."""
    process, started, marks = _started(url, content)
    process.join(300)
    if process.exitcode:
        raise RuntimeError(f"An import ended with {process.exitcode}.")
    return _Took(marks[0] - started, marks[1] - started)


def _started(url: str, content: bytes) -> tuple[Any, float, Any]:
    """An import in a process of its own that is ready, when it began, and its marks."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    ready, marks = context.Event(), context.Array("d", 2, lock=False)
    process = context.Process(target=_import, args=(url, content, ready, marks))
    process.start()
    ready.wait(60)
    return process, perf_counter(), marks


def _import(url: str, content: bytes, ready: Any, marks: Any) -> None:
    """Marks when the transaction begins, and when all is kept."""
    engine = open_engine(url)

    @event.listens_for(engine, "begin")
    def _begins(_connection: Any) -> None:
        marks[0] = perf_counter()

    ready.set()
    bring(engine, "exits.csv", content)
    marks[1] = perf_counter()
    engine.dispose()


def _stage(marks: Any) -> str:
    began, ended = marks
    if ended:
        return STORED
    return STORING if began else READING


def _state(url: str) -> State:
    engine = open_engine(url)
    try:
        return state(engine)
    finally:
        engine.dispose()


@contextmanager
def _sqlite(first: bytes) -> Iterator[Callable[[], Any]]:
    """Copies of a file that holds the first import."""
    with tempfile.TemporaryDirectory() as place:
        model = Path(place) / "model.db"
        _fill(f"sqlite:///{model}", first)

        @contextmanager
        def fresh() -> Iterator[str]:
            own = Path(place) / f"own{next(NUMBERS)}"
            own.mkdir()
            shutil.copy(model, own / "insight.db")
            yield f"sqlite:///{own / 'insight.db'}"
            shutil.rmtree(own)

        yield fresh


@contextmanager
def _postgresql(first: bytes) -> Iterator[Callable[[], Any]]:
    """Databases made from a template that holds the first import."""
    server = make_url(postgresql())
    admin = create_engine(server, poolclass=NullPool, isolation_level="AUTOCOMMIT")

    def run(statement: str) -> None:
        with admin.connect() as connection:
            connection.exec_driver_sql(statement)

    def address(name: str) -> str:
        return server.set(database=name).render_as_string(hide_password=False)

    model = f"model{next(NUMBERS)}"
    run(f"CREATE DATABASE {model}")
    _fill(address(model), first)

    @contextmanager
    def fresh() -> Iterator[str]:
        own = f"own{next(NUMBERS)}"
        run(f"CREATE DATABASE {own} TEMPLATE {model}")
        yield address(own)
        run(f"DROP DATABASE {own} WITH (FORCE)")

    yield fresh
    run(f"DROP DATABASE {model} WITH (FORCE)")


def _fill(url: str, content: bytes) -> None:
    engine = open_engine(url)
    migrate(engine)
    bring(engine, "exits.csv", content)
    engine.dispose()
