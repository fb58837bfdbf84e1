"""Dropped files compared with the store, and what will come of each."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from insight.formats import NOTHING
from insight.intake.asking.question import Stored
from insight.intake.checked import Checked
from insight.intake.drop import MappedFile, validate_drop
from insight.intake.mending import mendable, whole_rows
from insight.intake.text_table import counted
from insight.schema import TABLES
from insight.store.brought_again import tables_without
from insight.store.changes import Changes, changes, rows_gone
from insight.store.history import has_accounts
from insight.store.uploads import StoreState
from insight.time_zones import time_zone
from insight.ui.downloads import safe_csv
from insight.ui.handing_out import download_button
from insight.ui.loads import engine
from insight.ui.upload.changes import show_changes
from insight.ui.upload.known import known_before
from insight.ui.upload.pending import CHECKED, forget_drop
from insight.ui.upload.waiting import CAN_WAIT, can_wait
from insight.ui.waiting import waited_for

_PREVIEWED = 20
_REFUSED_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A dropped file, what came of its rows, and what they would change."""

    file: MappedFile
    checked: Checked
    changes: Changes


def reviewed_files(
    files: Sequence[MappedFile], held: StoreState
) -> tuple[Reviewed, ...]:
    """Each file checked against the others and the store; the sample is not asked.

    What was checked last is kept, so that a click elsewhere does not check again.
    """
    said = [(f.text.sha256, f.mapping) for f in files]
    key = (held.data_version, time_zone(), said)
    last_key, last = st.session_state.get(CHECKED, (None, ()))
    if last_key == key:
        return tuple(last)
    stored = known_before([file.text for file in files])
    others = tables_without(engine(), stored, {f.text.sha256 for f in files})
    checked = waited_for(
        lambda report: validate_drop(
            files,
            stored=others,
            today=datetime.now(UTC).date(),
            makes_accounts=not has_accounts(engine()),
            report=report,
        ),
        key="cancel check",
        on_cancel=forget_drop,
    )
    with st.spinner("Comparing with what is stored …"):
        reviewed = tuple(
            Reviewed(file, outcome, _changes(file, outcome, stored))
            for file, outcome in zip(files, checked, strict=True)
        )
    st.session_state[CHECKED] = (key, reviewed)
    return reviewed


def _changes(file: MappedFile, checked: Checked, stored: Stored) -> Changes:
    table, accepted = checked.table, checked.written
    held = stored.get(table, TABLES[table].create_empty())
    gone = rows_gone(engine(), accepted, table=table, sha256=file.text.sha256)
    would = changes(held, accepted, table=table, removed=checked.removed)
    return replace(would, gone=would.gone + gone)


def show_check(reviewed: Reviewed, *, key: str) -> None:
    """Counts, notes, what would change, the first rows, and the refused ones."""
    file = reviewed.checked
    with st.container(horizontal=True, gap="small"):
        good = file.accepted.height
        st.badge(f"{counted(file.rows_in, 'row')} in the file", color="gray")
        st.badge(f"{good:,} good", color="green" if good else "orange")
        if file.rows_refused:
            st.badge(f"{file.rows_refused:,} refused", color="orange")
        for what, count in file.skipped.items():
            st.badge(f"{count:,} {what} left out", color="gray")
    for note in file.notes:
        st.text(note)
    if file.rows_refused:
        _show_refused(reviewed, key=key)
    show_changes(reviewed.changes, table=file.table)
    with st.expander("First rows as they will be stored"):
        first = file.accepted.head(_PREVIEWED)
        filled = [c.name for c in file.accepted if c.null_count() < len(c)]
        st.dataframe(
            first.select(filled).to_arrow(),
            hide_index=True,
            placeholder=NOTHING,
            alt="First rows as they will be stored",
        )


def _show_refused(reviewed: Reviewed, *, key: str) -> None:
    file = reviewed.checked
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
        if can_wait(file.refused):
            st.caption(CAN_WAIT)
        download_button(
            "All refused rows as CSV, to mend and bring again",
            partial(_to_mend, reviewed),
            file_name=f"refused-{file.table}.csv",
            mime="text/csv",
            subject=f"Refused rows of {file.table}",
            rows=file.refused.height,
            action="import",
            type="tertiary",
            key=f"{key} refused",
        )


def _to_mend(reviewed: Reviewed) -> bytes:
    """The file of refused rows, made when somebody asks for it."""
    refused = reviewed.checked.refused
    return safe_csv(mendable(whole_rows(reviewed.file.text, refused), refused))
