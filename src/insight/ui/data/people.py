"""Giving people access, changing it, and taking it away, as an admin does."""

from datetime import UTC, datetime

import polars as pl
import streamlit as st

from insight.errors import PersonError
from insight.formats import plural
from insight.store.people import ROLES, Person, in_lower_case, keep_person
from insight.ui.access import acting
from insight.ui.identity import sign_in_is_on
from insight.ui.loads import engine
from insight.ui.notices import say_changed, say_refused
from insight.ui.typed import short
from insight.words import listed

NEW = "Somebody new"
ROLE_WORDS = {
    "viewer": "Reads every page, without names and words of customers.",
    "analyst": "Reads everything, brings files, judges and decides.",
    "admin": "Does all that, changes choices and gives access.",
}


def people_answer(everybody: pl.DataFrame) -> str:
    """How many people have access, by role, and how many had it before."""
    active = everybody.filter("is_active")
    if active.is_empty():
        return "**Nobody** has been given access yet."
    counts = dict(active.group_by("role").len().iter_rows())
    roles = [plural(counts[role], role) for role in ROLES if role in counts]
    gone = everybody.height - active.height
    before = f" {plural(gone, 'person', 'people')} had access before." if gone else ""
    people = plural(active.height, "person", "people")
    verb = "has" if active.height == 1 else "have"
    return f"**{people}** {verb} access: {listed(roles)}.{before}"


def shown_people(everybody: pl.DataFrame) -> pl.DataFrame:
    """The rows of `store.people.everybody` for people."""
    regions = pl.col("regions").list.join(", ")
    return everybody.select(
        address="email",
        role=pl.when("is_active").then("role").otherwise(pl.lit("no access")),
        sees=pl.when(regions == "").then(pl.lit("all regions")).otherwise(regions),
        changed="changed_at",
        changed_by="changed_by",
    )


def sign_in_notice() -> None:
    """Says that roles count for nobody while sign-in is off."""
    if not sign_in_is_on():
        st.info(
            "Sign-in is off: everybody is an admin. What you set here counts from the "
            "day it is on; docs/team.md says how.",
            icon=":material/lock_open:",
        )


def person_editor(everybody: pl.DataFrame, regions: tuple[str, ...]) -> None:
    """Who gets which access, for somebody new or in place of what they have."""
    known = {person.email: person for person in _people(everybody)}
    with st.container(border=True):
        st.header("Give or change access", anchor=False)
        who, what = st.columns([2, 3])
        with who:
            chosen = st.selectbox("Who", [NEW, *known], key="person")
            now = known.get(chosen)
            email = now.email if now else _ask_email()
        with what:
            role, seen = _ask_rights(now, regions, key=chosen)
        _buttons(now, email, role, seen)


def _ask_email() -> str:
    typed = st.text_input(
        "E-mail address",
        key="person email",
        placeholder="ann@example.com",
        help="The address they sign in with. Upper and lower case are alike.",
    )
    return in_lower_case(short(typed).strip(" "))


def _ask_rights(
    now: Person | None, regions: tuple[str, ...], *, key: str
) -> tuple[str, tuple[str, ...]]:
    role = st.segmented_control(
        "Role",
        ROLES,
        default=now.role if now else "viewer",
        required=True,
        key=f"role of {key}",
    )
    st.caption(ROLE_WORDS[role])
    held = now.regions if now else ()
    seen = st.multiselect(
        "Regions they see",
        sorted({*regions, *held}),
        default=list(held),
        placeholder="All regions",
        disabled=role == "admin",
        key=f"regions of {key}",
    )
    return role, () if role == "admin" else tuple(seen)


def _buttons(now: Person | None, email: str, role: str, seen: tuple[str, ...]) -> None:
    issuer = now.issuer if now else None
    wanted = (email, role, seen, issuer)
    is_active = now is not None and now.is_active
    with st.container(horizontal=True):
        st.button(
            "Change access" if is_active else "Give access",
            on_click=_keep,
            args=wanted,
            disabled=not email,
            type="primary",
            icon=":material/person_add:",
            key="keep person",
        )
        if now is not None and now.is_active:
            st.button(
                "Take access away",
                on_click=_keep,
                args=(now.email, now.role, now.regions, now.issuer),
                kwargs={"is_active": False},
                icon=":material/person_off:",
                key="take access",
            )


def _keep(
    email: str,
    role: str,
    regions: tuple[str, ...],
    issuer: str | None,
    *,
    is_active: bool = True,
) -> None:
    by = acting("manage people")
    try:
        person = Person(email, role, regions, issuer, is_active)
        keep_person(engine(), person, by=by, at=datetime.now(UTC))
    except PersonError as refused:
        say_refused(str(refused))
    else:
        now = f"is {_article(role)}" if is_active else "has no access"
        say_changed(f"{email} {now} from the next click on.")


def _article(role: str) -> str:
    return f"a {role}" if role == "viewer" else f"an {role}"


def _people(everybody: pl.DataFrame) -> list[Person]:
    return [
        Person(
            row["email"],
            row["role"],
            tuple(row["regions"]),
            row["issuer"],
            row["is_active"],
        )
        for row in everybody.iter_rows(named=True)
    ]
