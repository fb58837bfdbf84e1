"""Two people changed one decision at once: both texts are shown, and one is chosen."""

from dataclasses import replace
from datetime import UTC, datetime

import streamlit as st

from insight.metrics.week import Week
from insight.store.decisions import Conflict, Decision, revise
from insight.ui.access import acting
from insight.ui.loads import engine

_CONFLICTS = "decisions in conflict"


def remember(conflict: Conflict) -> None:
    """Keeps a conflict on the page of the person who wrote second, until it is settled."""
    st.session_state.setdefault(_CONFLICTS, {})[conflict.mine.id] = conflict


def is_open(decision: Decision) -> bool:
    """Whether this person wrote second and has not chosen yet."""
    return decision.id in st.session_state.get(_CONFLICTS, {})


def settle(decision: Decision, week: Week) -> None:
    """Shows both texts of a conflict, and lets one be chosen."""
    conflict: Conflict = st.session_state[_CONFLICTS][decision.id]
    st.error(
        "Somebody changed this decision while you wrote. Both texts are kept in its "
        "history; theirs counts until you choose.",
        icon=":material/call_split:",
    )
    theirs, mine = st.columns(2)
    with theirs:
        st.caption("Theirs, which counts")
        _version(conflict.theirs)
        st.button(
            "Leave theirs", key=f"theirs {decision.id}", on_click=_forget,
            args=(decision.id,),
        )  # fmt: skip
    with mine:
        st.caption("Yours, kept beside it")
        _version(conflict.mine)
        with st.container(horizontal=True):
            st.button(
                "Take mine", key=f"mine {decision.id}", on_click=_choose,
                args=(conflict, conflict.mine.content.text, week),
            )  # fmt: skip
            st.button(
                "Take both", key=f"both {decision.id}", on_click=_choose,
                args=(conflict, _both(conflict), week),
            )  # fmt: skip


def _version(version: Decision) -> None:
    content = version.content
    due = f"until {content.due:%d %b %Y}" if content.due else ""
    parts = [content.status.value, content.owner, due]
    st.text(content.text)
    st.text(" · ".join(part for part in parts if part))
    st.text(f"{version.by}, {version.at:%H:%M} UTC")


def _both(conflict: Conflict) -> str:
    return f"{conflict.theirs.content.text}\n{conflict.mine.content.text}"


def _choose(conflict: Conflict, text: str, week: Week) -> None:
    written = revise(
        engine(),
        conflict.mine.id,
        replace(conflict.mine.content, text=text),
        seen=conflict.theirs.version,
        week=week.label,
        by=acting("decide"),
        at=datetime.now(UTC),
    )
    _forget(conflict.mine.id)
    if isinstance(written, Conflict):
        remember(written)


def _forget(decision_id: int) -> None:
    st.session_state[_CONFLICTS].pop(decision_id, None)
