"""Who may see what. Until people sign in, whoever reaches the server is an admin."""

from typing import Final

import streamlit as st

ROLES: Final = ("viewer", "analyst", "admin")
NOT_SIGNED_IN: Final = "not signed in"


def current_role() -> str:
    """The role of the person in front of the page."""
    return "admin"


def current_user() -> str:
    """The e-mail address of whoever signed in, or that nobody had to."""
    return str(st.user.get("email") or NOT_SIGNED_IN)


def may(role: str) -> bool:
    """Whether the person in front of the page has at least `role`.

    Raises:
        ValueError: There is no such role.
    """
    if role not in ROLES:
        raise ValueError(f"{role!r} is none of the roles {ROLES}.")
    return current_role() in ROLES[ROLES.index(role) :]


def require(role: str) -> None:
    """Stops the page for whoever has less than `role`.

    Raises:
        ValueError: There is no such role.
    """
    if not may(role):
        st.error(f"This page is for people with the role “{role}” or more.")
        st.stop()
