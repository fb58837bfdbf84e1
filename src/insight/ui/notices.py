"""What a click changed, or why nothing was: said once, in the run that follows it."""

import streamlit as st

UNCHANGED = "Nothing was changed."
_CHANGED, _REFUSED = "notice changed", "notice refused "


def say_changed(text: str) -> None:
    """Keeps what was changed for `report`."""
    st.session_state[_CHANGED] = text


def say_refused(text: str, headline: str = UNCHANGED) -> None:
    """Keeps why nothing was changed for `report_refusal` under the same headline."""
    st.session_state[_REFUSED + headline] = text


def report() -> None:
    """What the last click changed, or why it was refused; text is shown as it is."""
    if said := st.session_state.pop(_CHANGED, None):
        st.success("Changed.", icon=":material/check:")
        st.text(said)
    report_refusal()


def report_refusal(headline: str = UNCHANGED) -> None:
    """Why what the headline says was not done by the last click, once."""
    if refused := st.session_state.pop(_REFUSED + headline, None):
        st.warning(headline, icon=":material/block:")
        st.text(refused)
