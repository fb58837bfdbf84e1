"""Dropped files held against the store, and what will come of each."""

from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl
import streamlit as st

from insight.charts.formats import NOTHING
from insight.intake.checked import Checked
from insight.intake.drop import MappedFile, validate_drop
from insight.intake.text_table import counted
from insight.settings import runtime
from insight.store.load import load_tables
from insight.store.uploads import StoreState
from insight.ui.downloads import safe_csv
from insight.ui.loads import engine
from insight.ui.upload_pending import CHECKED

_PREVIEWED = 20
_REFUSED_SHOWN = 200


def checked_files(files: Sequence[MappedFile], held: StoreState) -> tuple[Checked, ...]:
    """Each file checked against the others and the store; the sample is not asked.

    What was checked last is kept, so that a click elsewhere does not check again.
    """
    key = (held.data_version, [(f.text.sha256, f.mapping) for f in files])
    known_key, known = st.session_state.get(CHECKED, (None, ()))
    if known_key == key:
        return tuple(known)
    stored = (
        {} if held.is_sample else _stored(runtime().database_url, held.data_version)
    )
    with st.spinner("Checking every row …"):
        checked = validate_drop(files, stored=stored)
    st.session_state[CHECKED] = (key, checked)
    return checked


def latest_day(files: Sequence[Checked], held: StoreState, *, today: date) -> date:
    """The latest day that files or store speak of, and none after today."""
    days = (day for file in files for day in _last_days(file.accepted, today=today))
    kept = [held.as_of] if held.as_of and not held.is_sample else []
    return max([*days, *kept], default=today)


def _last_days(rows: pl.DataFrame, *, today: date) -> Iterator[date]:
    for column in rows.select(pl.col(pl.Date)).iter_columns():
        last = column.filter(column <= today).max()
        if isinstance(last, date):
            yield last


def show_check(file: Checked, *, key: str) -> None:
    """Counts, notes, the first rows as they will be stored, and the refused ones."""
    with st.container(horizontal=True, gap="small"):
        stored = file.accepted.height
        st.badge(f"{counted(file.rows_in, 'row')} in the file", color="gray")
        st.badge(f"{stored:,} to store", color="green" if stored else "orange")
        if file.rows_refused:
            st.badge(f"{file.rows_refused:,} refused", color="orange")
        for what, count in file.skipped.items():
            st.badge(f"{count:,} {what} left out", color="gray")
    for note in file.notes:
        st.text(note)
    if file.rows_refused:
        _show_refused(file, key=key)
    with st.expander("First rows as they will be stored"):
        first = file.accepted.head(_PREVIEWED)
        filled = [c.name for c in file.accepted if c.null_count() < len(c)]
        st.dataframe(
            first.select(filled).to_arrow(),
            hide_index=True,
            placeholder=NOTHING,
            alt="First rows as they will be stored",
        )


def _show_refused(file: Checked, *, key: str) -> None:
    with st.expander("Refused rows, with the reason", expanded=True):
        columns = ("line", "value", "reason", "column")
        shown = file.refused.head(_REFUSED_SHOWN).select(columns)
        st.dataframe(
            shown.to_arrow(),
            hide_index=True,
            placeholder=NOTHING,
            column_config={
                "line": st.column_config.NumberColumn(
                    "Line", format="%d", width="small"
                ),
                "column": "Column",
                "value": st.column_config.TextColumn("Found", width="small"),
                "reason": st.column_config.TextColumn("Reason", width="large"),
            },
            alt="Refused rows by line",
        )
        if file.refused.height > _REFUSED_SHOWN:
            st.caption(f"The first {_REFUSED_SHOWN} of {file.refused.height:,}.")
        st.download_button(
            "All refused rows as CSV",
            safe_csv(file.refused),
            file_name=f"refused-{file.table}.csv",
            mime="text/csv",
            icon=":material/download:",
            type="tertiary",
            key=f"{key} refused",
            on_click="ignore",
        )


@st.cache_resource(max_entries=1, show_spinner=False)
def _stored(url: str, version: int) -> dict[str, pl.DataFrame]:
    return load_tables(engine())
