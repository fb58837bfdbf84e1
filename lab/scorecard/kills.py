"""Imports killed at random moments: the store is as before or as after, never between."""

import multiprocessing
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from databases import State, checked, postgresql, state, store
from outcomes import module
from sqlalchemy import NullPool, create_engine, event, make_url

from insight.store.engines import open_engine
from insight.store.migrate import migrate
from insight.store.uploads import NewUpload

ROWS = 4_000
PRELOADED = [
    "insight.cli.import_plan",
    "insight.cli.importing",
    "insight.store.migrate",
    "insight.store.uploads",
    "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite.pysqlite",
]
"""What takes long to import; the files beside this one are not on that process's path."""
NUMBERS = count()
Files = list[NewUpload]
Fresh = Callable[[], AbstractContextManager[str]]
CONNECTING, STORING, STORED = "before it began", "while it stored", "after"
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


def killed(backend: str, *, times: int) -> Killed:
    """Kills imports at random moments, from when a file that was checked is to be stored.

    Each starts on a copy of the same store and is killed at a moment drawn from the time
    that the last one took. Then it is made again, which must end as if nothing had been.
    """
    exits = module("lab/intake.py").exits
    make = {"sqlite": _sqlite, "postgresql": _postgresql}[backend]
    first, second = (
        checked("exits.csv", exits(rows, quote_style="necessary"))
        for rows in (ROWS // 2, ROWS)
    )
    drawn = random.Random(backend)  # noqa: S311
    tally = Killed()
    with make(first) as fresh:
        trials = _Trials(fresh, second, *_undisturbed(fresh, second))
        for _ in range(times):
            stage, outcome = trials.kill(drawn.uniform(0, _BEYOND))
            tally.moments[f"killed {stage}"] += 1
            tally.found[outcome] += 1
    return tally


@dataclass(slots=True)
class _Trials:
    """Imports of the same files into copies of the same store.

    Attributes:
        fresh: Makes such a copy.
        files: What is imported.
        states: The store before and after that.
        took: Seconds of the last import that nobody disturbed.
    """

    fresh: Fresh
    files: Files
    states: tuple[State, State]
    took: float

    def kill(self, moment: float) -> tuple[str, str]:
        """Where an import was when it was killed, and how the store was found.

        Args:
            moment: When, as a share of the time that one takes.
        """
        with self.fresh() as url:
            process, marks = _started(url, self.files)
            sleep(moment * self.took)
            process.kill()
            process.join()
            found = _state(url)
            took = _finished(url, self.files)
            again = _state(url)
        if found == self.states[0]:
            self.took = took
        return _stage(marks), _outcome(found, again, self.states)


def _outcome(found: State, again: State, states: tuple[State, State]) -> str:
    before, after = states
    if found not in states:
        return f"between, by {_differing(found, before)} and {_differing(found, after)}"
    if again != after:
        return f"not repeatable, by {_differing(again, after)}"
    return AS_BEFORE if found == before else AS_AFTER


def _differing(one: State, other: State) -> str:
    return "/".join(table for table in one if one[table] != other[table])


def _undisturbed(fresh: Fresh, files: Files) -> tuple[tuple[State, State], float]:
    """The state before an import and after it, and the seconds of that."""
    with fresh() as url:
        before = _state(url)
        took = _finished(url, files)
        return (before, _state(url)), took


def _finished(url: str, files: Files) -> float:
    """Seconds of an import to its end."""
    process, marks = _started(url, files)
    process.join(300)
    if process.exitcode:
        raise RuntimeError(f"An import ended with {process.exitcode}.")
    return float(marks[2] - marks[0])


def _started(url: str, files: Files) -> tuple[Any, Any]:
    """An import in a process of its own that is ready, and its marks; back when it begins."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    ready, marks = context.Event(), context.Array("d", 3, lock=False)
    process = context.Process(target=_import, args=(url, files, ready, marks))
    process.start()
    ready.wait(60)
    return process, marks


def _import(url: str, files: Files, ready: Any, marks: Any) -> None:
    """Marks when it begins, when its transaction does, and when all is kept."""
    engine = open_engine(url)

    @event.listens_for(engine, "begin")
    def _begins(_connection: Any) -> None:
        marks[1] = perf_counter()

    marks[0] = perf_counter()
    ready.set()
    store(engine, files)
    marks[2] = perf_counter()
    engine.dispose()


def _stage(marks: Any) -> str:
    _, began, ended = marks
    if ended:
        return STORED
    return STORING if began else CONNECTING


def _state(url: str) -> State:
    engine = open_engine(url)
    try:
        return state(engine)
    finally:
        engine.dispose()


@contextmanager
def _sqlite(first: Files) -> Iterator[Fresh]:
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
def _postgresql(first: Files) -> Iterator[Fresh]:
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


def _fill(url: str, files: Files) -> None:
    engine = open_engine(url)
    migrate(engine)
    store(engine, files)
    engine.dispose()
