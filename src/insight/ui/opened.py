"""The database behind the pages, opened once, and where this process may write."""

import atexit
import os
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import streamlit as st

from insight.errors import StoreUnavailableError
from insight.settings import runtime
from insight.store.engines import file_behind, open_engine
from insight.store.migrate import migrate

GONE = (
    "The database file is gone. Nothing was changed. Put it back, or start Insight again "
    "with another one."
)
_OPENED: set[str] = set()


def engine_of(url: str) -> Any:
    """The engine of a database, at the current schema version.

    Raises:
        StoreUnavailableError: It cannot be used, or its file was there and is gone.
    """
    file = file_behind(url)
    if file is None and url in _OPENED and url.startswith("sqlite"):
        raise StoreUnavailableError(GONE)
    return _engine(url, file)


def writable_home() -> Path:
    """Where tables and facts are written: `INSIGHT_HOME`, unless that may only be read."""
    home = runtime().home
    if home.is_dir() and not os.access(home, os.W_OK):
        return _folder_of_process()
    return home


@st.cache_resource(max_entries=4, show_spinner=False)
def _engine(url: str, file: object) -> Any:
    """One for each file that stood there: another one may be of an older schema."""
    opened = open_engine(url)
    migrate(opened)
    _OPENED.add(url)
    return opened


@cache
def _folder_of_process() -> Path:
    made = Path(mkdtemp(prefix="insight-"))
    atexit.register(rmtree, made, ignore_errors=True)
    return made
