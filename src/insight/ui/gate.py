"""The way in: signing in, being told that there is no access, signing out."""

from typing import NoReturn

import streamlit as st

from insight.store.people import Person
from insight.ui.access import LOCAL_ADMIN, current_person
from insight.ui.identity import ALONE, claims, proved_email, providers

WHAT_IT_IS = "Why customers leave, how well they are let go, and which come back."


def let_in() -> Person:
    """The person in front of the page; for everybody else the run ends here.

    Raises:
        InsightError: The database or the settings for signing in cannot be read.
    """
    person = current_person()
    if person is None:
        _turn_away()
    return person


def who_is_here(person: Person) -> None:
    """Who is signed in and may what, with the way out, under the filters."""
    with st.sidebar:
        st.space("small")
        if person is LOCAL_ADMIN:
            st.caption(
                "Without sign-in: everybody who can open this address is an admin."
            )
            return
        st.text(person.email)
        st.caption(_rights(person))
        _sign_out_button()


def _turn_away() -> NoReturn:
    with _card():
        if said := claims():
            _no_access(said.get("email"), is_proved=proved_email(said) is not None)
        else:
            _sign_in()
    st.stop()


def _rights(person: Person) -> str:
    article = "a" if person.role == "viewer" else "an"
    scope = f" for {', '.join(person.regions)}" if person.regions else ""
    return f"Signed in as {article} {person.role}{scope}"


def _sign_in() -> None:
    st.title("Sign in to Insight", anchor=False)
    st.markdown(WHAT_IT_IS)
    for provider in providers():
        is_alone = provider == ALONE
        st.button(
            "Sign in" if is_alone else f"Sign in with {provider.capitalize()}",
            on_click=st.login,
            args=() if is_alone else (provider,),
            type="primary",
            icon=":material/login:",
            key=f"sign in {provider}",
            width="stretch",
        )


def _no_access(email: object, *, is_proved: bool) -> None:
    st.title("No access yet", anchor=False)
    st.markdown("You are signed in as")
    st.text(str(email or "somebody without an e-mail address"))
    st.markdown(
        "Nobody gave this address access to Insight. Ask an admin of Insight to "
        "add it, then load this page again."
        if is_proved
        else "Your identity provider does not say that this address is yours. "
        "Verify it there, then sign in again."
    )
    _sign_out_button()


def _card() -> st.delta_generator.DeltaGenerator:
    middle = st.container(horizontal_alignment="center")
    return middle.container(border=True, width=440)


def _sign_out_button() -> None:
    st.button("Sign out", on_click=st.logout, icon=":material/logout:", key="sign out")
