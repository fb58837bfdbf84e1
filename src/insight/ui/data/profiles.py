"""Saved profiles as people list, rename and delete them, and the built-in ones."""

from collections.abc import Sequence
from datetime import UTC, datetime

import polars as pl
import streamlit as st

from insight.errors import ProfileNameError
from insight.formats import plural
from insight.intake.profiles import PROFILES
from insight.store.mappings import KeptMapping
from insight.store.profile_changes import forget, put_back, rename
from insight.ui.access import acting, may
from insight.ui.loads import engine
from insight.ui.notices import say_changed, say_refused
from insight.ui.typed import short
from insight.words import listed

UNNAMED = "without a name"
_DELETED = "profile deleted"
_LISTED: dict[str, pl.DataType] = {
    "profile": pl.String(),
    "fills": pl.String(),
    "columns": pl.String(),
    "by": pl.String(),
    "saved": pl.Datetime("us", "UTC"),
    "last_used": pl.Datetime("us", "UTC"),
}


def profiles_answer(kept: Sequence[KeptMapping]) -> str:
    """How many profiles are saved, and how one comes to be."""
    how = (
        "Change how a file is mapped on the upload page and give that a name: the next "
        "file with these columns is then mapped the same way."
    )
    if not kept:
        known = plural(len(PROFILES), "export")
        return f"**{known}** are recognised by their columns; none of your own is saved yet. {how}"
    saved = plural(len(kept), "profile")
    verb = "is" if len(kept) == 1 else "are"
    return (
        f"**{saved}** {verb} saved, and {plural(len(PROFILES), 'export')} are known "
        f"without that. {how}"
    )


def shown_profiles(kept: Sequence[KeptMapping]) -> pl.DataFrame:
    """Saved profiles, one row each."""
    rows = [
        (
            one.name or UNNAMED,
            ", ".join(one.tables),
            ", ".join(one.header) or None,
            one.by,
            one.at,
            one.used_at,
        )
        for one in kept
    ]
    return pl.DataFrame(rows, schema=_LISTED, orient="row")


def built_in() -> pl.DataFrame:
    """The exports that are recognised by their header, one row each."""
    rows = [
        (
            profile.name,
            ", ".join(dict.fromkeys(p.table for p in profile.parts(profile.header))),
            ", ".join(sorted(profile.header)),
        )
        for profile in PROFILES.values()
    ]
    return pl.DataFrame(rows, schema=list(_LISTED)[:3], orient="row")


def undo_deletion() -> None:
    """What was deleted last, with a button that brings it back."""
    deleted: KeptMapping | None = st.session_state.get(_DELETED)
    if deleted is not None:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.text(f"Deleted: {deleted.name or UNNAMED}")
            st.button(
                "Undo",
                icon=":material/undo:",
                key="put profile back",
                on_click=_put_back,
                args=(deleted,),
            )


def profile_editor(kept: Sequence[KeptMapping]) -> None:
    """A saved profile to rename or to delete."""
    if not may("keep profiles"):
        return
    by_shape = {one.header_shape: one for one in kept}
    with st.container(border=True):
        st.header("Rename or delete a profile", anchor=False)
        which, what = st.columns(2, vertical_alignment="bottom")
        shape = which.selectbox(
            "Profile",
            list(by_shape),
            format_func=lambda shape: _label(by_shape[shape]),
            key="profile",
        )
        chosen = by_shape[shape]
        typed = what.text_input(
            "Name", chosen.name or "", max_chars=80, key=f"name of {shape}"
        )
        name = short(typed, 80).strip()
        _buttons(chosen, name)


def _buttons(chosen: KeptMapping, name: str) -> None:
    with st.container(horizontal=True):
        st.button(
            "Rename",
            type="primary",
            disabled=name in {"", chosen.name},
            key="rename profile",
            on_click=_rename,
            args=(chosen, name),
        )
        st.button(
            "Delete",
            icon=":material/delete:",
            key="delete profile",
            on_click=_delete,
            args=(chosen,),
        )
    st.caption("Files that were imported by a profile stay as they are without it.")


def _rename(chosen: KeptMapping, name: str) -> None:
    by = acting("keep profiles")
    try:
        rename(engine(), chosen.header_shape, name, by=by, at=datetime.now(UTC))
    except ProfileNameError as refused:
        say_refused(str(refused))
    else:
        say_changed(f"The profile is called {name}.")
        st.session_state.pop(_DELETED, None)


def _delete(chosen: KeptMapping) -> None:
    by = acting("keep profiles")
    forget(engine(), chosen.header_shape, by=by, at=datetime.now(UTC))
    st.session_state[_DELETED] = chosen


def _put_back(deleted: KeptMapping) -> None:
    by = acting("keep profiles")
    st.session_state.pop(_DELETED, None)
    if put_back(engine(), deleted, by=by, at=datetime.now(UTC)):
        say_changed(f"{deleted.name or UNNAMED} is there again.")
    else:
        say_refused("Somebody saved another profile for the same columns meanwhile.")


def _label(one: KeptMapping) -> str:
    return f"{one.name or UNNAMED} · {listed(list(one.tables))}"
