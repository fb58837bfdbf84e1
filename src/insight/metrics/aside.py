"""Facts too many to be held in memory, in files that are there as long as the facts are."""

import os
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from weakref import finalize

from insight.metrics.facts import Facts
from insight.metrics.frame import written

_PREFIX, _HELD = "facts-", "held"


class Aside:
    """A folder for facts that only this process reads, gone when nobody holds it.

    A lock says that it is held, so that `remove_left` knows one that a crash left.
    """

    def __init__(self, home: Path | None) -> None:
        if home:
            home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = Path(mkdtemp(prefix=_PREFIX, dir=home))
        lock = os.open(self._folder / _HELD, os.O_CREAT | os.O_RDWR, mode=0o600)
        _try_lock(lock)
        finalize(self, _remove, self._folder, lock)
        self._parts = 0

    def put(self, part: Facts) -> Facts:
        """Facts of some accounts, to be read from files from now on."""
        self._parts += 1
        frames = {
            name: written(frame, self._folder / f"{name}-{self._parts}.parquet")
            for name, frame in part.frames.items()
        }
        return part.with_frames(frames, aside=self)


def _remove(folder: Path, lock: int) -> None:
    os.close(lock)
    rmtree(folder, ignore_errors=True)


def remove_left(home: Path) -> None:
    """Removes what processes that are gone have left there."""
    for held in home.glob(f"{_PREFIX}*/{_HELD}"):
        with suppress(OSError):
            lock = os.open(held, os.O_RDWR)
            if _try_lock(lock):
                rmtree(held.parent, ignore_errors=True)
            os.close(lock)


def _try_lock(lock: int) -> bool:
    """Whether nobody else held it; never, where there are no such locks."""
    if os.name != "posix":
        return False
    locks = import_module("fcntl")
    try:
        locks.flock(lock, locks.LOCK_EX | locks.LOCK_NB)
    except OSError:
        return False
    return True
