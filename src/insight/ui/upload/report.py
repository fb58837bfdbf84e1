"""What the last import did, and where to go from there."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from insight.intake.text_table import counted
from insight.ui.data.undoing import NOT_UNDONE, undo_uploads
from insight.ui.menu import MENU
from insight.ui.notices import report_refusal
from insight.ui.sections import PAGES

_DONE = "upload done"


@dataclass(frozen=True, slots=True)
class Done:
    """What the last import did."""

    stored: dict[str, int]
    already: tuple[str, ...]
    refused: int
    as_of: date
    upload_ids: tuple[int, ...]
    profiles: tuple[str, ...] = ()
    waiting: int = 0


def keep_report(done: Done) -> None:
    """Keeps for the page what an import did."""
    st.session_state[_DONE] = done


def import_report() -> None:
    """What the last import did, until the next file is dropped."""
    done: Done | None = st.session_state.get(_DONE)
    if done is None:
        return
    with st.container(border=True):
        _say(done)
        report_refusal(NOT_UNDONE)
        with st.container(horizontal=True):
            if done.upload_ids:
                st.button(
                    "Undo this import",
                    icon=":material/undo:",
                    key="undo import",
                    on_click=undo_uploads,
                    args=(done.upload_ids, forget_report),
                )
            _page_links()


def forget_report() -> None:
    """The last import is old news."""
    st.session_state.pop(_DONE, None)


def _say(done: Done) -> None:
    if any(done.stored.values()):
        rows = ", ".join(
            f"{counted(n, 'row')} of {table}" for table, n in done.stored.items() if n
        )
        st.success(
            f"Imported: {rows}. Complete up to {done.as_of}.", icon=":material/check:"
        )
    elif done.stored:
        st.info("No row is imported yet.", icon=":material/hourglass_empty:")
    else:
        st.info("Nothing new: these files are in already, with the same rows.")
    if done.stored and done.already:
        st.text(f"In already, with the same rows: {', '.join(done.already)}")
    if done.profiles:
        st.text(f"Saved for the next such file: {', '.join(done.profiles)}")
    if done.waiting:
        wait = "row waits" if done.waiting == 1 else "rows wait"
        st.caption(
            f"{done.waiting:,} {wait} for an account that nobody knows yet, to be "
            "offered here once it is in."
        )
    if done.refused:
        st.caption(
            f"{counted(done.refused, 'refused row')} left out. Mend and drop them again."
        )


def _page_links() -> None:
    for entries in MENU.values():
        for entry in entries:
            path = PAGES / f"{entry.file}.py"
            if path.exists() and entry.role == "viewer":
                st.page_link(st.Page(path, title=entry.title), icon=entry.icon)
