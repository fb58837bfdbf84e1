"""Saying what a reason word means that was stored as it was written."""

from datetime import UTC, datetime

import streamlit as st

from insight.errors import InsightError
from insight.formats import count, plural
from insight.store.word_meanings import give_meaning, words_without_meaning
from insight.taxonomy import NO_RECORD, offered_codes, reason_of
from insight.ui.access import acting, may
from insight.ui.loads import changed, engine, store_state, stored_tables

_PROBLEM = "word meaning problem"


def word_editor() -> None:
    """Lets an admin say what stored words mean; others, and the sample, see nothing."""
    if not may("change reasons") or store_state().is_sample:
        return
    exits = stored_tables().get("exits")
    words = {} if exits is None else dict(words_without_meaning(exits).iter_rows())
    if words:
        label = f"{plural(len(words), 'word')} without a meaning"
        with st.popover(label, icon=":material/translate:"):
            _meaning(words)
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error("The word has no meaning yet.")
        st.text(problem)


def _meaning(words: dict[str, int]) -> None:
    word: str = st.selectbox(
        "Word in your records",
        list(words),
        format_func=lambda word: f"{word} ({count(words[word])})",
        key="word without meaning",
    )
    code = st.selectbox(
        "Means",
        [code for code in offered_codes() if code != NO_RECORD],
        index=None,
        format_func=lambda code: reason_of(code).label,
        placeholder="Choose a reason",
        key="word means",
    )
    st.caption(
        f"{plural(words[word], 'record')} with this word will have this reason. Records "
        "that have a reason keep it. History lists it as a file, to be undone."
    )
    st.button(
        "Give it this meaning",
        type="primary",
        disabled=code is None,
        on_click=_keep,
        args=(word, code, store_state().data_version),
    )


def _keep(word: str, code: str, seen: int) -> None:
    by = acting("change reasons")
    try:
        give_meaning(engine(), word, code, by=by, at=datetime.now(UTC), seen=seen)
    except InsightError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    st.session_state.pop("word means", None)
    changed()
