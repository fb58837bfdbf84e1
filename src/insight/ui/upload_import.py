"""The import itself, what it did, and how to leave without one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import streamlit as st

from insight.intake.checked import Checked
from insight.intake.dates import FIRST_YEAR
from insight.intake.drop import MappedFile
from insight.intake.mapping import header_shape
from insight.intake.text_table import counted
from insight.store.mappings import remember
from insight.store.uploads import NewUpload, StoreState, commit, remove_sample
from insight.ui.loads import engine
from insight.ui.sections import MENU, PAGES
from insight.ui.upload_check import latest_day
from insight.ui.upload_pending import forget_drop

_DONE = "upload done"
_NOT_SIGNED_IN = "not signed in"


@dataclass(frozen=True, slots=True)
class Done:
    """What the last import did."""

    stored: dict[str, int]
    already: tuple[str, ...]
    refused: int
    as_of: date


def import_bar(
    files: Sequence[MappedFile], checked: Sequence[Checked], held: StoreState
) -> None:
    """The day the data speaks of, and the two ways out: import or cancel."""
    rows = sum(file.accepted.height for file in checked)
    with st.container(border=True):
        as_of = _ask_as_of(checked, held)
        if held.is_sample:
            st.caption("The sample data makes room for yours.")
        with st.container(horizontal=True):
            wanted = st.button(
                f"Import {counted(rows, 'row')}",
                type="primary",
                disabled=not rows or as_of is None,
                key="import",
            )
            cancel_button()
        if wanted and as_of is not None:
            with st.spinner("Storing …"):
                done = _store(files, checked, as_of=as_of)
            st.session_state[_DONE] = done
            forget_drop()
            st.rerun()


def waiting_bar(waiting: int) -> None:
    """What stands in the way of an import, and the way out without one."""
    with st.container(border=True):
        files = counted(waiting, "file above needs", "files above need")
        st.caption(f"{files} an answer, or take it out of the drop zone.")
        with st.container(horizontal=True):
            st.button("Import", type="primary", disabled=True, key="import")
            cancel_button()


def cancel_button() -> None:
    """Forgets the files that were dropped; nothing of them was stored."""
    st.button("Cancel", on_click=forget_drop, key="cancel")


def import_report() -> None:
    """What the last import did, until the next file is dropped."""
    done: Done | None = st.session_state.get(_DONE)
    if done is None:
        return
    with st.container(border=True):
        _say(done)
        with st.container(horizontal=True):
            _page_links()


def forget_report() -> None:
    """The last import is old news."""
    st.session_state.pop(_DONE, None)


def sample_notice(held: StoreState) -> None:
    """Says that the first import replaces the sample, and offers to remove it now."""
    if not held.is_sample:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("Your first import takes the place of the sample data.")
        if st.button("Remove the sample data", type="tertiary", key="remove sample"):
            remove_sample(engine())
            st.rerun()


def _ask_as_of(checked: Sequence[Checked], held: StoreState) -> date | None:
    today = datetime.now(UTC).date()
    latest = latest_day(checked, held, today=today)
    chosen = st.date_input(
        "The files are complete up to",
        latest,
        min_value=date(FIRST_YEAR, 1, 1),
        max_value=today,
        format="YYYY-MM-DD",
        key=f"as of {latest}",
        help="The last day the files speak of. Numbers are true for this day; what "
        "happened shortly before it counts as provisional.",
        width=260,
    )
    return chosen if isinstance(chosen, date) else None


def _store(
    files: Sequence[MappedFile], checked: Sequence[Checked], *, as_of: date
) -> Done:
    uploads = [
        NewUpload(
            file_name=file.text.name,
            sha256=file.text.sha256,
            table=outcome.table,
            rows_in=outcome.rows_in,
            accepted=outcome.accepted,
            refused=outcome.refused,
        )
        for file, outcome in zip(files, checked, strict=True)
    ]
    by = str(st.user.get("email") or _NOT_SIGNED_IN)
    done = commit(engine(), uploads, by=by, at=datetime.now(UTC), as_of=as_of)
    for file in files:
        remember(engine(), header_shape(file.text), file.mapping.to_dict())
    refused = sum(outcome.rows_refused for outcome in checked)
    return Done(done.stored, done.already, refused, as_of)


def _say(done: Done) -> None:
    if done.stored:
        rows = ", ".join(
            f"{counted(n, 'row')} of {table}" for table, n in done.stored.items() if n
        )
        st.success(
            f"Imported: {rows}. Complete up to {done.as_of}.", icon=":material/check:"
        )
    else:
        st.info("Nothing new: these files are in already, with the same rows.")
    if done.stored and done.already:
        st.text(f"In already, with the same rows: {', '.join(done.already)}")
    if done.refused:
        st.caption(
            f"{counted(done.refused, 'refused row')} left out. Mend and drop them again."
        )


def _page_links() -> None:
    for entries in MENU.values():
        for entry in entries:
            path = PAGES / f"{entry.file}.py"
            if path.exists() and entry.file != "data/upload":
                st.page_link(st.Page(path, title=entry.title), icon=entry.icon)
