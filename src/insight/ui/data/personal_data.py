"""Erasing a person as an admin does: told what would go, then done."""

from datetime import UTC, datetime, timedelta

import polars as pl
import streamlit as st

from insight.formats import count, plural
from insight.settings import runtime
from insight.store.erasing import Erased, erase_person, would_erase
from insight.store.leftovers import clear_away
from insight.store.personal_data import erase_old_words
from insight.ui.access import acting
from insight.ui.loads import changed, engine
from insight.ui.opened import writable_home
from insight.ui.typed import short
from insight.words import listed

HELD = {
    "comment": "comments on an exit",
    "returned_because": "reasons for a return in their own words",
    "name": "names",
    "email": "e-mail addresses",
    "competitor": "names of whom customers went to",
    "recorded_by": "names of people who recorded an exit",
    "control_note": "notes on whether an exit was within our control",
    "topic": "topics of issues",
    "offer": "offers at a return",
}
_SAID, _WHO = "erased said", "erase whom"


def held_answer(held: pl.DataFrame) -> str:
    """How many names, addresses and texts are stored."""
    if not held["rows"].sum():
        return "**No personal data** is in here."
    parts = [
        f"**{count(rows)}** {HELD.get(column, column)}"
        for _, column, rows in held.rows()
        if rows
    ]
    return f"Of people at your customers, {listed(parts)} are in here."


def kept_answer() -> str:
    """How long words of people are kept."""
    days = runtime().keep_words_days
    if days is None:
        return "Words of customers are kept for as long as their rows."
    return f"Words of customers are erased {count(days)} days after they left or came back."


def erase_card() -> None:
    """Whom to erase, what would go, and the button that does it."""
    with st.container(border=True):
        st.header("Erase a person", anchor=False)
        who = st.text_input(
            "E-mail address or contact id", key=_WHO, placeholder="ann@example.com"
        )
        if said := st.session_state.pop(_SAID, None):
            st.success(said, icon=":material/check:")
        if short(who).strip():
            _offer(short(who).strip())


def erase_what_is_old() -> None:
    """Erases words that have been kept for longer than the setting allows."""
    if days := runtime().keep_words_days:
        now = datetime.now(UTC)
        before = now.date() - timedelta(days=days)
        erase_old_words(engine(), before=before, by="a setting", at=now)


def _offer(who: str) -> None:
    acting("erase a person")
    found = would_erase(engine(), who, at=datetime.now(UTC))
    if found.is_nothing:
        st.caption("Nothing of them is in here.")
        return
    st.markdown(
        f"This would erase {_in_words(found)}. Their rows stay and are counted, without "
        "name, address and words. It cannot be undone, and no file brings them again."
    )
    st.button(
        "Erase for good",
        on_click=_erase,
        args=(who,),
        type="primary",
        icon=":material/delete_forever:",
        key="erase person",
    )


def _erase(who: str) -> None:
    by = acting("erase a person")
    erased = erase_person(engine(), who, by=by, at=datetime.now(UTC))
    left = clear_away(engine(), home=writable_home())
    changed()
    st.session_state[_WHO] = ""
    st.session_state[_SAID] = (
        f"Erased: {_in_words(erased)}. {_left_words(left)}".strip()
    )


def _left_words(left: list[str]) -> str:
    if not left:
        return ""
    return f"Not yet: somebody reads {listed(left)}, which goes within a minute of their end."


def _in_words(erased: Erased) -> str:
    parts = [
        words
        for number, words in (
            (erased.contacts, plural(erased.contacts, "contact")),
            (
                erased.texts,
                plural(erased.texts, "text that names them", "texts that name them"),
            ),
            (erased.refused, plural(erased.refused, "refused row")),
        )
        if number
    ]
    return listed(parts) if parts else "nothing"
