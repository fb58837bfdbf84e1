"""What is left of erased people in files beside the tables, and how it goes."""

from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Engine, func, select

from insight.store.engines import path_of
from insight.store.failures import plain_errors
from insight.store.history import state
from insight.store.snapshot import earlier_than, snapshot
from insight.store.tables import audit
from insight.store.transactions import reading

_ERASURES = ("erased a person", "erased old words")


def clear_away(engine: Engine, *, home: Path) -> list[str]:
    """Removes what holds erased people still, as far as nobody reads it just now.

    That are SQLite's log, which holds what pages were before, copies of the database that
    an upgrade made, and snapshots of before the latest erasure. Doing it again is safe.

    Returns:
        What is there yet, in words; nothing once all is gone.

    Raises:
        StoreUnavailableError: The database cannot be used, or the folder not written.
    """
    snapshot(engine, home=home)
    erased_in = state(engine).erased_in
    left = [f"the snapshot {folder}" for folder in earlier_than(erased_in, home=home)]
    left += [f"the copy {copy}" for copy in _copies_left(engine)]
    return left if empty_log(engine) else ["SQLite's log", *left]


def empty_log(engine: Engine) -> bool:
    """Writes SQLite's log back and empties it; False where somebody reads what it holds.

    The log has pages as they were before they were changed.

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    if engine.dialect.name != "sqlite":
        return True
    with plain_errors(engine), closing(engine.raw_connection()) as connection:
        cursor = connection.cursor()
        waits = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute("PRAGMA busy_timeout=0")
        try:
            is_busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            cursor.execute(f"PRAGMA busy_timeout={waits}")
    return not is_busy


def _copies_left(engine: Engine) -> list[Path]:
    path, erased_at = path_of(engine), _erased_at(engine)
    copies = path.parent.glob(f"{path.name}.before-*") if path else ()
    earlier = [copy for copy in copies if copy.stat().st_mtime <= erased_at]
    for copy in earlier:
        with suppress(OSError):
            copy.unlink()
    return [copy for copy in earlier if copy.exists()]


def _erased_at(engine: Engine) -> float:
    """The second of the latest erasure; 0 where there was none."""
    latest = select(func.max(audit.c.at)).where(audit.c.action.in_(_ERASURES))
    with reading(engine) as connection:
        found = connection.scalar(latest)
    return found.timestamp() if found else 0.0
