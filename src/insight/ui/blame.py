"""Which upload it is that the data cannot be counted with."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import streamlit as st

from insight.errors import InsightError
from insight.formats import day_words
from insight.metrics.build import build_facts
from insight.store.brought_again import tables_but
from insight.store.uploads import history
from insight.ui.builds import Basis
from insight.ui.loads import engine, failure
from insight.ui.server.mishaps import number

_TRIED = 3
_HOW = "Undo it under Data, What is in here, or bring the file again as it should be."


@st.cache_resource(max_entries=4, show_spinner="Looking for the upload …")
def blamed(basis: Basis) -> str:
    """Which of the latest uploads the data can be counted without, in words.

    Args:
        basis: Whose facts could not be built.
    """
    error = failure(basis)
    if isinstance(error, InsightError):
        return str(error)
    live = history(engine()).filter("is_live").head(_TRIED)
    said = f"The log has it as {number(error)}." if error else ""
    for upload in live.iter_rows(named=True):
        if _is_counted_without(basis, upload["upload_id"]):
            return f"{_named(upload)} cannot be counted. {_HOW} {said}"
    first = live.row(0, named=True) if live.height else None
    latest = f"The latest upload is {_named(first)}. " if first else ""
    return f"{latest}No single one of the last {_TRIED} uploads is why. {said}"


def _named(upload: dict[str, Any]) -> str:
    at = upload["at"]
    return (
        f"Upload {upload['upload_id']}, {upload['table']} from {upload['file_name']} of "
        f"{day_words(at.date())}, {at:%H:%M} UTC,"
    )


def _is_counted_without(basis: Basis, upload_id: int) -> bool:
    with ThreadPoolExecutor(1, "blame") as pool:
        tables = tables_but(engine(), upload_id)
        build = partial(build_facts, as_of=basis.as_of, choices=basis.choices)
        return pool.submit(build, tables).exception() is None
