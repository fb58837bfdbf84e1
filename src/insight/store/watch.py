"""What every page asks a database, asked again only when that has changed."""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from sqlalchemy import Connection, Engine

from insight.store.engines import file_of
from insight.store.failures import plain_errors
from insight.store.transactions import reading

Answer = TypeVar("Answer")


class Watch(Generic[Answer]):
    """One answer of a database, as it is now.

    SQLite tells a connection that stays open whether another one has committed, in a
    hundredth of the time that a query takes. PostgreSQL is asked every time.
    """

    def __init__(self, engine: Engine, ask: Callable[[Connection], Answer]) -> None:
        self._engine, self._ask = engine, ask
        self._lock = Lock()
        self._open: Connection | None = None
        self._last: tuple[int, Answer] | None = None
        self._file = file_of(engine)

    def now(self) -> Answer:
        """What the database answers now.

        Raises:
            StoreUnavailableError: The database cannot be used.
        """
        if self._engine.dialect.name != "sqlite":
            return self._answer()
        with self._lock:
            commits = self._commits()
            if self._last is None or self._last[0] != commits:
                self._last = commits, self._answer()
            return self._last[1]

    def _answer(self) -> Answer:
        with reading(self._engine) as connection:
            return self._ask(connection)

    def _commits(self) -> int:
        self._leave_former_file()
        with plain_errors(self._engine):
            if self._open is None:
                self._open = self._engine.connect()
                self._file = file_of(self._engine)
            asked = self._open.connection.cursor().execute("PRAGMA data_version")
            return int(asked.fetchone()[0])

    def _leave_former_file(self) -> None:
        """A connection that stays open goes on with a file that was taken away."""
        if self._open is not None and file_of(self._engine) != self._file:
            self._open.close()
            self._engine.dispose()
            self._open, self._last = None, None
