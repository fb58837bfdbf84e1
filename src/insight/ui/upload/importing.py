"""The import itself, and how to leave without one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import streamlit as st

from insight.errors import InsightError
from insight.intake.dates import FIRST_YEAR
from insight.intake.drop import order_of
from insight.intake.outcome import all_to_store, latest_day
from insight.intake.snapshots import from_as_of
from insight.intake.text_table import counted
from insight.store.history import complete_up_to
from insight.store.uploads import NewUpload, StoreState, commit, remove_sample
from insight.ui.access import acting
from insight.ui.loads import engine
from insight.ui.notices import report_refusal, say_refused
from insight.ui.under_way import carry_out
from insight.ui.upload.check import Reviewed
from insight.ui.upload.keeping import Keepable, keep
from insight.ui.upload.pending import forget_drop
from insight.ui.upload.report import Done, keep_report
from insight.ui.upload.sources import settled_by
from insight.ui.upload.waiting import can_wait

NOT_IMPORTED = "Not imported."
Settles = dict[str, tuple[int, tuple[int, ...]]]


def import_bar(
    reviewed: Sequence[Reviewed], kept: Sequence[Keepable], held: StoreState
) -> None:
    """The day the data speaks of, and the two ways out: the good rows or nothing."""
    rows = sum(one.checked.accepted.height for one in reviewed)
    refused = sum(one.checked.rows_refused for one in reviewed)
    waiting = sum(can_wait(one.checked.refused) for one in reviewed)
    with st.container(border=True):
        today = datetime.now(UTC).date()
        as_of = _ask_as_of(reviewed, held, today=today) if rows else today
        if refused > waiting:
            st.caption(
                f"{counted(refused - waiting, 'refused row')} will be left out. Mend and bring "
                "them later, or import nothing and mend the file first."
            )
        if held.is_sample:
            st.caption("The sample data makes room for yours.")
        report_refusal(NOT_IMPORTED)
        with st.container(horizontal=True):
            st.button(
                _import_words(reviewed, waiting),
                type="primary",
                disabled=not (rows or waiting) or as_of is None,
                key="import",
                on_click=_import,
                args=(reviewed, kept, held, as_of),
            )
            cancel_button("Import nothing" if refused else "Cancel")


def _import_words(reviewed: Sequence[Reviewed], waiting: int) -> str:
    rows = sum(one.checked.accepted.height for one in reviewed)
    if not rows and waiting:
        return f"Keep {counted(waiting, 'row')} until their accounts are known"
    if rows and all(one.changes.is_nothing for one in reviewed):
        return "Import, changing no row"
    if any(one.checked.rows_refused for one in reviewed):
        return f"Import the {counted(rows, 'good row')}"
    return f"Import {counted(rows, 'row')}"


def waiting_bar(waiting: int) -> None:
    """What stands in the way of an import, and the way out without one."""
    with st.container(border=True):
        files = counted(waiting, "file above needs", "files above need")
        them = "it" if waiting == 1 else "them"
        st.caption(f"{files} an answer. Give it, or take {them} out of the drop zone.")
        with st.container(horizontal=True):
            st.button("Import", type="primary", disabled=True, key="import")
            cancel_button()


def cancel_button(label: str = "Cancel") -> None:
    """Forgets the files that were dropped; nothing of them was stored."""
    st.button(label, on_click=forget_drop, key="cancel")


def sample_notice(held: StoreState) -> None:
    """Says that the first import replaces the sample, and offers to remove it now."""
    if not held.is_sample:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption("Your first import takes the place of the sample data.")
        st.button(
            "Remove the sample data",
            type="tertiary",
            key="remove sample",
            on_click=_remove_sample,
        )


def _import(
    reviewed: Sequence[Reviewed],
    kept: Sequence[Keepable],
    held: StoreState,
    as_of: date,
) -> None:
    """Stores what was reviewed; no other click comes between."""
    rows = sum(one.checked.accepted.height for one in reviewed)
    by = acting("import")
    carry_out(
        partial(
            _store, reviewed, kept, held, settles=_settled(reviewed), as_of=as_of, by=by
        ),
        f"Storing {counted(rows, 'row')}",
        then=_imported,
        otherwise=_not_imported,
    )


def _imported(done: Done) -> None:
    keep_report(done)
    forget_drop()


def _not_imported(refusal: InsightError) -> None:
    say_refused(str(refusal), NOT_IMPORTED)


def _remove_sample() -> None:
    by, at = acting("remove sample"), datetime.now(UTC)
    remove = partial(remove_sample, engine(), by=by, at=at)
    carry_out(remove, "Removing the sample data")


def _ask_as_of(
    reviewed: Sequence[Reviewed], held: StoreState, *, today: date
) -> date | None:
    stored = None if held.is_sample else held.as_of
    checked = [one.checked for one in reviewed]
    latest = latest_day(checked, stored=stored, today=today)
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
    reviewed: Sequence[Reviewed],
    kept: Sequence[Keepable],
    held: StoreState,
    *,
    settles: Settles,
    as_of: date,
    by: str,
) -> Done:
    at = datetime.now(UTC)
    in_order = [reviewed[place] for place in order_of([one.file for one in reviewed])]
    worth = [one for one in in_order if one.checked.rows_in != _left_out(one)]
    files = [new for one in worth for new in _new_uploads(one, settles, as_of)]
    seen = held.data_version
    done = commit(engine(), files, by=by, at=at, as_of=as_of, seen=seen)
    refused = sum(one.checked.rows_refused for one in reviewed)
    profiles = keep(kept, by=by, at=at)
    waiting = sum(can_wait(one.checked.refused) for one in reviewed)
    return Done(
        done.stored,
        done.already,
        refused - waiting,
        as_of,
        done.upload_ids,
        profiles,
        waiting,
    )


def _new_uploads(one: Reviewed, settles: Settles, as_of: date) -> list[NewUpload]:
    hashes = {one.file.text.sha256}
    since = complete_up_to(engine(), "subscriptions", without=hashes)
    checked = from_as_of(one.checked, as_of, since=since)
    *made, own = (NewUpload(**new) for new in all_to_store(one.file, checked))
    return [*made, replace(own, settles=settles.get(own.sha256))]


def _settled(reviewed: Sequence[Reviewed]) -> Settles:
    """By the file that was looked at again, the upload and lines that it settles."""
    found = {
        one.file.text.sha256: settled_by(one.file.text, one.checked.lines.to_list())
        for one in reviewed
    }
    return {sha256: settles for sha256, settles in found.items() if settles}


def _left_out(one: Reviewed) -> int:
    """Rows that are not of this table, which a file for several tables has."""
    is_part = one.file.profile is not None
    return sum(one.checked.skipped.values()) if is_part else -1
