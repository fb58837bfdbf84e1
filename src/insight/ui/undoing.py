"""Undo, as a person asks for it: what would go, then done and said, or why not."""

from collections.abc import Sequence
from datetime import UTC, datetime

import polars as pl
import streamlit as st

from insight.charts.formats import plural
from insight.errors import UndoBlockedError
from insight.store.consequences import Consequences, consequences
from insight.store.undo import undo
from insight.ui.access import acting
from insight.ui.loads import changed, engine
from insight.ui.words import listed

_SAID = "undo said"


def undo_uploads(upload_ids: Sequence[int]) -> bool:
    """Whether the uploads are undone now; where something blocks it, that is said."""
    try:
        with st.spinner("Undoing …"):
            done = undo(engine(), upload_ids, by=acting("undo"), at=datetime.now(UTC))
    except UndoBlockedError as blocked:
        st.warning("This cannot be undone as things are.", icon=":material/block:")
        st.text(str(blocked))
        return False
    st.session_state[_SAID] = len(done.upload_ids)
    changed()
    return True


def undo_report() -> None:
    """What the last undo did, once."""
    done: int | None = st.session_state.pop(_SAID, None)
    if done is None:
        return
    if done:
        files = plural(done, "table")
        st.success(
            f"Undone: {files} {'is' if done == 1 else 'are'} as without that import.",
            icon=":material/undo:",
        )
    else:
        st.info("Somebody undid this already.")


def undo_choice(history: pl.DataFrame) -> None:
    """A file to undo, what would go with it, and the button that does it."""
    files = _undoable(history)
    if not files:
        return
    with st.container(border=True):
        st.header("Which file should be undone?", anchor=False)
        chosen = st.selectbox(
            "File to undo",
            list(files),
            index=None,
            format_func=files.__getitem__,
            placeholder="Choose a file to see what would go",
            key="undo file",
        )
        if chosen is None:
            return
        for of_table in consequences(engine(), chosen):
            st.markdown(undo_words(of_table))
        if st.button(
            "Undo this file", type="primary", icon=":material/undo:", key="undo"
        ) and undo_uploads(chosen):
            st.rerun()


def undo_words(told: Consequences) -> str:
    """What an undo would do to one table, as a sentence."""
    parts = [
        words
        for number, words in (
            (told.removed, f"**{plural(told.removed, 'row')}** would go"),
            (
                told.restored,
                f"**{plural(told.restored, 'row')}** would be again as another file "
                "brought them",
            ),
            (
                told.overtaken,
                f"**{plural(told.overtaken, 'row')}** would stay as a later file "
                "brought them",
            ),
        )
        if number
    ]
    said = listed(parts) if parts else "nothing would change"
    loose = (
        f" {plural(told.dangling, 'row')} of other files would name what is gone."
        if told.dangling
        else ""
    )
    return f"In {told.table}, {said}.{loose}"


def _undoable(history: pl.DataFrame) -> dict[tuple[int, ...], str]:
    """Uploads by file and moment, the latest first, each with its label."""
    live = history.filter("is_live", ~pl.col("is_sample"))
    files = live.group_by("sha256", "at", maintain_order=True).agg(
        "upload_id", "table", pl.col("file_name", "by").first(),
        pl.col("rows_accepted").sum(),
    )  # fmt: skip
    return {
        tuple(row["upload_id"]): (
            f"{row['file_name']} · {listed(row['table'])} · "
            f"{plural(row['rows_accepted'], 'row')} · {row['by']}, "
            f"{row['at']:%d %b %Y at %H:%M} UTC"
        )
        for row in files.iter_rows(named=True)
    }
