"""The file behind a SQLite engine: private, the same one as before, or only to be read."""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from insight.errors import StoreUnavailableError
from insight.store.private import make_private_file, take_from_others

FileId = tuple[int, int]
"""Device and inode: another file at the same path has others."""
_OPENED = "insight_file"


def file_id(path: Path) -> FileId | None:
    """Which file stands at a path; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def may_be_written(path: Path) -> bool:
    """Whether a database at this path may be changed: SQLite writes beside it, too."""
    return os.access(path.parent, os.W_OK) and (
        not path.exists() or os.access(path, os.W_OK)
    )


class SqliteFile:
    """What the connections of one engine hold open.

    A deleted file goes on taking writes, which are then lost. So every transaction looks
    first whether its connection has the file that stands there now.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._was_there = False

    def connect(
        self, dialect: Any, _record: Any, _place: Any, options: dict[str, Any]
    ) -> Any:
        """A connection; one that reads where nothing may be written.

        Raises:
            StoreUnavailableError: The file was there before, and is gone.
        """
        if self._was_there and not self._path.exists():
            raise self._gone()
        if may_be_written(self._path):
            make_private_file(self._path)
            for ending in ("-wal", "-shm"):
                take_from_others(Path(f"{self._path}{ending}"))
            return None
        how = "mode=ro" if self._beside("-wal").exists() else "mode=ro&immutable=1"
        place = f"{self._path.as_uri()}?{how}"
        return dialect.dbapi.connect(place, uri=True, **options)

    def note(self, _connection: Any, record: Any) -> None:
        """Keeps which file a new connection has."""
        record.info[_OPENED] = file_id(self._path)
        self._was_there = True

    def require_same(self, connection: Connection) -> None:
        """Refuses a connection to a file that stands there no more.

        The next one opens what stands there by then.

        Raises:
            StoreUnavailableError: It is gone, or another one took its place.
        """
        if connection.connection.info.get(_OPENED) != file_id(self._path):
            connection.engine.dispose()
            raise self._gone()

    def _beside(self, ending: str) -> Path:
        return Path(f"{self._path}{ending}")

    def _gone(self) -> StoreUnavailableError:
        return StoreUnavailableError(
            f"The database file {self._path} is gone, or another one took its place. "
            "Nothing was changed. Put it back, or start Insight again with another one."
        )
