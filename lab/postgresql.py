"""A PostgreSQL to measure: the one the tests use, each time an empty schema of it."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "store"))

from conftest import fresh_schema, postgresql_binaries, postgresql_server


@contextmanager
def server() -> Iterator[str | None]:
    """The address of INSIGHT_TEST_DATABASE_URL or of a server of our own; else None."""
    binaries = postgresql_binaries()
    if given := os.environ.get("INSIGHT_TEST_DATABASE_URL"):
        yield given
    elif binaries is None:
        yield None
    else:
        with postgresql_server(binaries) as address:
            yield address


__all__ = ["fresh_schema", "server"]
