"""Changes of the store that somebody asked for: they go on whatever is clicked then."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import wait as wait_for
from dataclasses import dataclass
from time import monotonic
from typing import Any, TypeVar

import streamlit as st

from insight.errors import InsightError
from insight.ui.loads import changed

T = TypeVar("T")
SILENT_SECONDS = 1.0
"""How long a button waits for its change before the page says that it is under way."""
_SECONDS_BETWEEN_LOOKS = 0.5
_UNDER_WAY = "change under way"


@dataclass(frozen=True, slots=True)
class _Change:
    """What a session waits for, in words, and what it does about the outcome."""

    words: str
    coming: Future[Any]
    then: Callable[[Any], None] | None
    otherwise: Callable[[InsightError], None] | None
    since: float


def carry_out(
    change: Callable[[], T],
    words: str,
    *,
    then: Callable[[T], None] | None = None,
    otherwise: Callable[[InsightError], None] | None = None,
) -> None:
    """Begins a change from the callback of a button, and waits a second for its end.

    It runs beside the session: no click, no closed window takes it away. What came of it
    is settled by the next run of any page; a second click before that does nothing.

    Args:
        change: Changes the store; it must not draw, nor ask who is there.
        words: What it does, as in “Storing 3 rows”.
        then: Keeps in the session what it returned.
        otherwise: Keeps why it was refused; without it the page says so in its place.
    """
    if is_under_way():
        return
    pool = ThreadPoolExecutor(1, "change")
    coming = pool.submit(change)
    pool.shutdown(wait=False)
    st.session_state[_UNDER_WAY] = _Change(words, coming, then, otherwise, monotonic())
    wait_for([coming], SILENT_SECONDS)


def settle() -> None:
    """Lets the session know what came of its change, once that has ended.

    Raises:
        InsightError: It was refused, and nothing else was to happen then.
    """
    change = _under_way()
    if change is None or not change.coming.done():
        return
    del st.session_state[_UNDER_WAY]
    try:
        outcome = change.coming.result()
    except InsightError as refusal:
        if change.otherwise is None:
            raise
        change.otherwise(refusal)
        return
    changed()
    if change.then:
        change.then(outcome)


def is_under_way() -> bool:
    """Whether a change of this session has not ended yet."""
    return _under_way() is not None


def under_way_note() -> None:
    """Says what is under way and for how long, until it has ended."""
    if change := _under_way():
        _tell(change)


@st.fragment(run_every=_SECONDS_BETWEEN_LOOKS)
def _tell(change: _Change) -> None:
    if change.coming.done():
        st.rerun()
    seconds = monotonic() - change.since
    st.status(f"{change.words} … {seconds:.0f} s", state="running")
    st.caption("This goes on if you leave the page or close it.")


def _under_way() -> _Change | None:
    change: _Change | None = st.session_state.get(_UNDER_WAY)
    return change
