"""What a click changed, or why nothing was: said once, in the run that follows it."""

import streamlit as st

_CHANGED, _REFUSED = "notice changed", "notice refused"


def say_changed(text: str) -> None:
    """Keeps what was changed for `report`."""
    st.session_state[_CHANGED] = text


def say_refused(text: str) -> None:
    """Keeps why nothing was changed for `report`."""
    st.session_state[_REFUSED] = text


def report() -> None:
    """What the last click changed, or why it was refused; text is shown as it is."""
    if said := st.session_state.pop(_CHANGED, None):
        st.success("Changed.", icon=":material/check:")
        st.text(said)
    if refused := st.session_state.pop(_REFUSED, None):
        st.warning("Nothing was changed.", icon=":material/block:")
        st.text(refused)
