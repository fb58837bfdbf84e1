"""Undo, as a person asks for it: done and said, or why not."""

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from insight.charts.formats import plural
from insight.errors import UndoBlockedError
from insight.store.undo import undo
from insight.ui.access import current_user
from insight.ui.loads import engine

_SAID = "undo said"


def undo_uploads(upload_ids: Sequence[int]) -> bool:
    """Whether the uploads are undone now; where something blocks it, that is said."""
    try:
        with st.spinner("Undoing …"):
            done = undo(engine(), upload_ids, by=current_user(), at=datetime.now(UTC))
    except UndoBlockedError as blocked:
        st.warning("This cannot be undone as things are.", icon=":material/block:")
        st.text(str(blocked))
        return False
    st.session_state[_SAID] = len(done.upload_ids)
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
