"""Errors of ours: a number for the person who meets one, and a log without anybody's data."""

import logging
import traceback
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import streamlit as st

from insight.errors import ArchiveError, SignInError, StoreUnavailableError

SAFE = (ArchiveError, SignInError, StoreUnavailableError)
"""Errors whose message says where and why, and nothing out of a file."""


def show_mishap(error: Exception) -> bool:
    """Says that something went wrong, by the number that the log has for it."""
    st.error(
        "Something went wrong here, and it is our mistake. What was stored before is as "
        f"it was. Try again; if it comes back, tell the person who runs Insight: {number(error)}.",
        icon=":material/error:",
    )
    return True


def number(error: BaseException) -> str:
    """The same eight letters whenever the same thing goes wrong in the same place."""
    return sha256("\n".join(_told(error)).encode()).hexdigest()[:8]


def scrub_logs() -> None:
    """From now on, no log line of this process carries the message of an error.

    Messages of errors repeat what they stumbled over: a cell, an address, a statement.
    """
    former = logging.getLogRecordFactory()

    def scrubbed(*args: Any, **kwargs: Any) -> logging.LogRecord:
        record = former(*args, **kwargs)
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            record.exc_info = None
            record.exc_text = f"{number(error)}\n" + "\n".join(_told(error))
        return record

    logging.setLogRecordFactory(scrubbed)


def _told(error: BaseException | None) -> Iterator[str]:
    """Kinds and places of an error and of what caused it."""
    while error is not None:
        said = f": {error}" if isinstance(error, SAFE) else ""
        yield f"{type(error).__module__}.{type(error).__qualname__}{said}"
        for frame in traceback.extract_tb(error.__traceback__):
            yield f"  {frame.filename}, line {frame.lineno}, in {frame.name}"
        error = error.__cause__ or error.__context__
