"""Who is in front of the page, and what they may; read from the database in every run."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, NoReturn

import streamlit as st

from insight.errors import DownloadError
from insight.store.people import ROLES, Person, find_person
from insight.ui.actions import has_role, is_allowed
from insight.ui.identity import claims, proved_email, sign_in_is_on
from insight.ui.loads import engine

NOT_SIGNED_IN: Final = "not signed in"
LOCAL_ADMIN: Final = Person("local@localhost", role="admin")
_HERE: Final[ContextVar[Person | None]] = ContextVar("here", default=None)


@contextmanager
def here(person: Person) -> Iterator[None]:
    """Holds while a page is drawn who is in front of it; a write asks the database again."""
    entered = _HERE.set(person)
    try:
        yield
    finally:
        _HERE.reset(entered)


def current_person() -> Person | None:
    """The person in front of the page with the rights they have now; None for a stranger.

    Raises:
        InsightError: The database or the settings for signing in cannot be read.
    """
    return person_of(claims())


def person_of(said: Mapping[str, Any]) -> Person | None:
    """Whom an identity provider says this of, with the rights they have now.

    Without sign-in it is `LOCAL_ADMIN`, an admin; a stranger is None.

    Raises:
        InsightError: The database or the settings for signing in cannot be read.
    """
    if not sign_in_is_on():
        return LOCAL_ADMIN
    email = proved_email(said)
    found = find_person(engine(), email) if email else None
    if found is None or not found.is_active:
        return None
    return found if found.issuer in {None, said.get("iss")} else None


def may(action: str) -> bool:
    """Whether the person in front of the page may do one of `actions.ACTIONS`."""
    person = _here()
    return person is not None and is_allowed(person, action)


def acting(action: str) -> str:
    """Who does this, for the record; stops anyone who may not.

    Nothing is written without it: every write asks for `by`, and this is where it is
    from.
    """
    person = current_person()
    if person is None or not is_allowed(person, action):
        _stop(_refusal(person, action))
    return NOT_SIGNED_IN if person is LOCAL_ADMIN else person.email


def person_here() -> Person:
    """The person the page is drawn for.

    Raises:
        DownloadError: Nobody is in front of it.
    """
    person = _here()
    if person is None:
        raise DownloadError("Nobody is signed in here.")
    return person


def taking(
    said: Mapping[str, Any], *, shown_to: Person, action: str | None = None
) -> str:
    """Who takes a file along from a page, for the record.

    Args:
        said: What the identity provider said of the person who asks.
        shown_to: Who the page was drawn for, with the rights of that moment.
        action: One of `actions.ACTIONS` where the file takes more than the page does.

    Raises:
        DownloadError: They may less now than the page shows.
        InsightError: The database cannot be read.
    """
    person = person_of(said)
    if person is None or not _may_still(person, shown_to, action):
        raise DownloadError(
            "Your rights changed since this page was drawn. Nothing was handed out; load "
            "the page again."
        )
    return NOT_SIGNED_IN if person is LOCAL_ADMIN else person.email


def may_take(
    said: Mapping[str, Any], *, shown_to: Person, action: str | None = None
) -> bool:
    """Whether they may take a file along: see `taking`."""
    person = person_of(said)
    return person is not None and _may_still(person, shown_to, action)


def require_action(action: str) -> None:
    """Stops the page for anyone who may not do one of `actions.ACTIONS`."""
    acting(action)


def require(role: str) -> None:
    """Stops the page for anyone who has less than `role`.

    Raises:
        ValueError: There is no such role.
    """
    if role not in ROLES:
        raise ValueError(f"{role!r} is none of the roles {ROLES}.")
    person = _here()
    if person is None or not has_role(person, role):
        _stop(f"This page is for people with the role “{role}” or more.")


def _may_still(person: Person, shown_to: Person, action: str | None) -> bool:
    sees_as_much = not person.regions or person.regions == shown_to.regions
    return (
        person.email == shown_to.email
        and sees_as_much
        and has_role(person, shown_to.role)
        and (action is None or is_allowed(person, action))
    )


def _here() -> Person | None:
    return _HERE.get() or current_person()


def _refusal(person: Person | None, action: str) -> str:
    if person and person.regions:
        return f"You see only {', '.join(person.regions)}; this reaches beyond."
    return f"Your role may not {action}. Nothing was changed."


def _stop(*sentences: str) -> NoReturn:
    said = (*sentences, "An admin of Insight can change your role.")
    st.warning(" ".join(said), icon=":material/lock:")
    st.stop()
