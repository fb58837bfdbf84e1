"""Undo, as a person asks for it: what would go, then done and said, or why not."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

import polars as pl
import streamlit as st

from insight.errors import InsightError
from insight.formats import plural
from insight.store.consequences import Consequences, consequences
from insight.store.undo import Undone, undo
from insight.ui.access import acting
from insight.ui.loads import engine
from insight.ui.notices import report_refusal, say_refused
from insight.ui.under_way import carry_out, is_under_way
from insight.words import listed

NOT_UNDONE = "This cannot be undone as things are."
_SAID = "undo said"


def undo_uploads(
    upload_ids: Sequence[int], after: Callable[[], None] | None = None
) -> None:
    """Undoes uploads, from the callback of a button; once undone, `after` is called."""
    by, at = acting("undo"), datetime.now(UTC)
    carry_out(
        partial(undo, engine(), upload_ids, by=by, at=at),
        "Undoing",
        then=partial(_undone, after),
        otherwise=_not_undone,
    )


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
    if not files or is_under_way():
        return
    with st.container(border=True):
        st.header("Undo an upload", anchor=False)
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
        report_refusal(NOT_UNDONE)
        st.button(
            "Undo this file",
            type="primary",
            icon=":material/undo:",
            key="undo",
            on_click=undo_uploads,
            args=(chosen,),
        )


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


def _undone(after: Callable[[], None] | None, done: Undone) -> None:
    st.session_state[_SAID] = len(done.upload_ids)
    if after:
        after()


def _not_undone(refusal: InsightError) -> None:
    say_refused(str(refusal), NOT_UNDONE)


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
