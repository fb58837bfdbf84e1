"""What dropped files are compared with: the stored tables, and earlier such files."""

from collections.abc import Iterable

import polars as pl
import streamlit as st

from insight.intake.asking.question import Stored
from insight.intake.asking.whole_list import listed_as
from insight.intake.mapping import header_shape
from insight.intake.text_table import TextTable
from insight.settings import runtime
from insight.store.listed import listed
from insight.ui.loads import engine, store_state, stored_tables


def known_before(texts: Iterable[TextTable]) -> Stored:
    """The stored tables, with the rows that earlier files of these headers listed."""
    stored = stored_tables()
    if not stored:
        return stored
    files = frozenset((header_shape(text), text.sha256) for text in texts)
    version = store_state().data_version
    return {**stored, **_listed(runtime().database_url, version, files)}


@st.cache_resource(max_entries=1, show_spinner=False)
def _listed(
    url: str, version: int, files: frozenset[tuple[str, str]]
) -> dict[str, pl.DataFrame]:
    return {
        listed_as(one.header_shape, one.table): one.rows
        for one in listed(engine(), files)
    }
