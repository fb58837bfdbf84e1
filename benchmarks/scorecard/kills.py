"""Imports killed at random moments: the store is as before or as after, never between."""

import multiprocessing
import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from databases import bring, postgresql, state
from outcomes import module
from sqlalchemy import NullPool, create_engine, make_url

from insight.store.engines import open_engine
from insight.store.migrate import migrate

ROWS = 4_000
PRELOADED = ["databases", "sqlalchemy.dialects.postgresql.psycopg", "psycopg"]
NUMBERS = count()


def killed(backend: str, *, times: int) -> Counter[str]:
    """How the store was found after each kill: as before, as after, or something else.

    Each import starts on a copy of the same store, is killed at a moment drawn from the
    time that one takes, and is then made again, which must end as if nothing had been.
    """
    make = {"sqlite": _sqlite, "postgresql": _postgresql}[backend]
    first, second = (
        module("benchmarks/intake.py").exits(rows, quote_style="necessary")
        for rows in (ROWS // 2, ROWS)
    )
    found: Counter[str] = Counter()
    with make(first) as fresh:
        states, took = _undisturbed(fresh, second)
        drawn = random.Random(backend)  # noqa: S311
        for _ in range(times):
            with fresh() as url:
                found[_one(url, second, drawn.uniform(0, took), states)] += 1
    return found


def _one(url: str, content: bytes, delay: float, states: tuple[str, str, str]) -> str:
    process = _started(url, content)
    sleep(delay)
    process.kill()
    process.join()
    if (found := _state(url)) not in states[:2]:
        return "between"
    outcome = "before" if found == states[0] else "after"
    _finished(url, content)
    return outcome if _state(url, numbered=False) == states[2] else "not repeatable"


def _undisturbed(fresh: Any, content: bytes) -> tuple[tuple[str, str, str], float]:
    """The state before an import, after it with and without numbers, and its seconds."""
    with fresh() as url:
        before = _state(url)
        took = _finished(url, content)
        after, unnumbered = _state(url), _state(url, numbered=False)
    for _ in range(3):
        with fresh() as url:
            took = min(took, _finished(url, content))
    return (before, after, unnumbered), took


def _finished(url: str, content: bytes) -> float:
    """Seconds from the beginning of an import to its end."""
    process = _started(url, content)
    started = perf_counter()
    process.join(300)
    if process.exitcode:
        raise RuntimeError(f"An import ended with {process.exitcode}.")
    return perf_counter() - started


def _started(url: str, content: bytes) -> Any:
    """An import in a process of its own that is ready; back when it begins."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    ready = context.Event()
    process = context.Process(target=_import, args=(url, content, ready))
    process.start()
    ready.wait(60)
    return process


def _import(url: str, content: bytes, ready: Any) -> None:
    ready.set()
    engine = open_engine(url)
    bring(engine, "exits.csv", content)
    engine.dispose()


def _state(url: str, *, numbered: bool = True) -> str:
    engine = open_engine(url)
    try:
        return state(engine, numbered=numbered)
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
