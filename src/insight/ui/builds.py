"""Facts built in a thread of their own, once each, with the last ones kept meanwhile."""

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from threading import Lock

from insight.metrics.facts import Facts
from insight.metrics.scope import EVERYTHING, Scope
from insight.settings import Choices, Runtime
from insight.store.snapshot import Snapshot
from insight.store.uploads import StoreState
from insight.ui.measured import Measured

KEPT = 2
log = logging.getLogger("insight.build")


@dataclass(frozen=True, slots=True)
class Basis:
    """What facts follow from: a store at one moment, the choices, and the day."""

    runtime: Runtime
    state: StoreState
    choices: Choices
    as_of: date

    def seen_in(self, state: StoreState) -> "Basis":
        """The same of another moment of the store."""
        return replace(self, state=state, as_of=state.as_of or self.as_of)

    def is_before_erasure(self, other: "Basis") -> bool:
        """Whether this is of the same store, and something was erased there since."""
        is_same = self.runtime.database_url == other.runtime.database_url
        return is_same and self.state.data_version < other.state.erased_in


@dataclass(frozen=True, slots=True)
class Look:
    """Facts, what they follow from, the tables behind them, and who may see them.

    `number` is of these facts alone, in this process; `measured` is what was measured
    with them, and never mistaken for what other facts say.
    """

    facts: Facts
    basis: Basis
    snapshot: Snapshot
    scope: Scope = EVERYTHING
    number: int = field(default_factory=count(1).__next__)
    measured: Measured = field(default_factory=Measured, compare=False, repr=False)


Build = Callable[[Snapshot, Basis], Facts]


class Builds:
    """The looks of this process: the latest few, and those in the making."""

    def __init__(self, build: Build) -> None:
        self._build = build
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="facts")
        self._made: dict[Basis, Look] = {}
        self._making: dict[Basis, Future[Look]] = {}

    def made(self, basis: Basis) -> Look | None:
        """The look at exactly this, where it is there."""
        return self._made.get(basis)

    def last(self, runtime: Runtime) -> Look | None:
        """The newest look at this store, whatever it follows from."""
        with self._lock:
            of_store = [
                look for look in self._made.values() if look.basis.runtime == runtime
            ]
        return of_store[-1] if of_store else None

    def leave_erased(self, basis: Basis) -> bool:
        """Lets go of looks at what was erased from this store; whether there was one."""
        with self._lock:
            gone = [one for one in self._made if one.is_before_erasure(basis)]
            for one in gone:
                del self._made[one]
        return bool(gone)

    def start(self, basis: Basis, read: Callable[[], Snapshot]) -> Future[Look]:
        """Begins to build, or joins the build that somebody began.

        Args:
            basis: What is wanted.
            read: The snapshot of the store as it is by then. Where that is another
                moment than `basis` says, the look is at that one.

        Returns:
            What will be the look. One that failed stays until `forget`.
        """
        with self._lock:
            if basis in self._making:
                return self._making[basis]
            coming = self._pool.submit(self._make, basis, read)
            self._making[basis] = coming
        coming.add_done_callback(_log_failure)
        return coming

    def failed(self, basis: Basis) -> bool:
        """Whether the build of this came to nothing."""
        return self.failure(basis) is not None

    def failure(self, basis: Basis) -> BaseException | None:
        """Why the build of this came to nothing."""
        coming = self._making.get(basis)
        return coming.exception() if coming is not None and coming.done() else None

    def forget(self, basis: Basis) -> None:
        """Lets a build that failed be tried again."""
        with self._lock:
            self._making.pop(basis, None)

    def _make(self, basis: Basis, read: Callable[[], Snapshot]) -> Look:
        snapshot = read()
        seen = basis.seen_in(snapshot.state)
        look = self._made.get(seen)
        if look is None:
            look = Look(self._build(snapshot, seen), seen, snapshot)
        self._keep(look, asked=basis)
        return look

    def _keep(self, look: Look, *, asked: Basis) -> None:
        with self._lock:
            self._made.pop(look.basis, None)
            self._made[look.basis] = look
            for oldest in list(self._made)[:-KEPT]:
                del self._made[oldest]
            self._making.pop(asked, None)


def _log_failure(coming: Future[Look]) -> None:
    if error := coming.exception():
        log.error("The facts could not be built.", exc_info=error)
