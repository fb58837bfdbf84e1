"""Writing a decision down, and changing one while others may do so too."""

from collections.abc import Mapping
from datetime import UTC, datetime

import streamlit as st

from insight.metrics.week import Week
from insight.review.decided import about_words
from insight.store.decisions import (
    About,
    Conflict,
    Content,
    Decision,
    Status,
    decide,
    revise,
)
from insight.ui.access import acting
from insight.ui.loads import engine
from insight.ui.review.decision_conflict import remember
from insight.ui.typed import short

Link = tuple[About, str]
NOTHING = "Nothing in particular"
LONGEST = 2_000
_OPEN = "decisions being changed"
_NEW = "new decision"
_BESIDE = "exit that is decided on"


def open_button(decision: Decision) -> None:
    """Opens the form on the version that is shown now, whatever comes meanwhile."""
    st.button(
        "Change",
        key=f"change decision {decision.id}",
        icon=":material/edit:",
        type="tertiary",
        on_click=begin,
        args=(decision,),
    )


def begin(decision: Decision) -> None:
    """Holds the version that somebody starts to change."""
    st.session_state.setdefault(_OPEN, {})[decision.id] = decision


def is_open(decision: Decision) -> bool:
    """Whether this person is changing it."""
    return decision.id in st.session_state.get(_OPEN, {})


def edit(
    decision: Decision,
    week: Week,
    links: Mapping[str, Link],
    names: Mapping[str, str],
) -> None:
    """The form of a decision as it was when it was opened."""
    begun: Decision = st.session_state[_OPEN][decision.id]
    if begun.version != decision.version:
        st.warning("Somebody changed this decision meanwhile. What you write is kept.")
    key = f"decision {begun.id} version {begun.version}"
    own = about_words(begun, names)
    about = (begun.content.about, begun.content.subject)
    with st.form(key, border=False, enter_to_submit=False):
        _fields(key, begun.content, {own: about, **links} if own else links, own)
        with st.container(horizontal=True):
            st.form_submit_button(
                "Save",
                on_click=_save,
                args=(begun, week, key, {**links, own: about}),
                type="primary",
            )
            st.form_submit_button("Cancel", on_click=_close, args=(begun,))


def new(week: Week, links: Mapping[str, Link]) -> None:
    """The form of a new decision."""
    with (
        st.expander("Write a decision down", icon=":material/add:"),
        st.form(_NEW, border=False, enter_to_submit=False),
    ):
        _fields(_NEW, Content(""), links, "")
        st.form_submit_button(
            "Decide", on_click=_decide, args=(week, links), type="primary"
        )


def beside(account_id: str, week: Week) -> None:
    """A decision about one exit, written where the exit stands."""
    key = f"decision on {account_id}"
    if st.session_state.get(_BESIDE) != account_id:
        st.button(
            "Decide on this exit",
            key=f"begin {key}",
            icon=":material/edit_note:",
            type="tertiary",
            on_click=_begin_beside,
            args=(account_id,),
        )
        return
    with st.form(key, border=False, enter_to_submit=False):
        st.text_area(
            "Decision",
            key=f"{key} text",
            max_chars=LONGEST,
            placeholder="What do we do?",
        )
        st.text_input("Who", key=f"{key} owner", max_chars=200)
        st.date_input("Until", None, key=f"{key} due", format="YYYY-MM-DD")
        with st.container(horizontal=True):
            st.form_submit_button(
                "Decide",
                on_click=_decide_beside,
                args=(account_id, week, key),
                type="primary",
            )
            st.form_submit_button("Cancel", on_click=_begin_beside, args=("",))


def _begin_beside(account_id: str) -> None:
    st.session_state[_BESIDE] = account_id


def _decide_beside(account_id: str, week: Week, key: str) -> None:
    said = {
        name: st.session_state[f"{key} {name}"] for name in ("text", "owner", "due")
    }
    content = Content(
        text=short(said["text"], LONGEST),
        owner=short(said["owner"]),
        due=said["due"],
        about=About.EXIT,
        subject=account_id,
    )
    if _stored(content, week):
        _begin_beside("")


def _fields(key: str, content: Content, links: Mapping[str, Link], about: str) -> None:
    options = [NOTHING, *links]
    st.text_area(
        "Decision", content.text, key=f"{key} text", max_chars=LONGEST,
        placeholder="What do we do?",
    )  # fmt: skip
    who, until, status, what = st.columns([2, 2, 2, 3])
    who.text_input("Who", content.owner, key=f"{key} owner", max_chars=200)
    until.date_input("Until", content.due, key=f"{key} due", format="YYYY-MM-DD")
    states = [str(state) for state in Status]
    status.selectbox(
        "Status", states, index=states.index(content.status), key=f"{key} status"
    )
    what.selectbox(
        "About",
        options,
        index=options.index(about or NOTHING),
        key=f"{key} about",
        help="Of very many exits and accounts, those the page shows first.",
    )


def _written(key: str, links: Mapping[str, Link]) -> Content:
    said = {
        name: st.session_state[f"{key} {name}"]
        for name in ("text", "owner", "due", "status", "about")
    }
    about, subject = links.get(said["about"], (About.NOTHING, ""))
    return Content(
        text=short(said["text"], LONGEST),
        owner=short(said["owner"]),
        due=said["due"],
        status=Status(said["status"]),
        about=about,
        subject=subject,
    )


def _decide(week: Week, links: Mapping[str, Link]) -> None:
    if _stored(_written(_NEW, links), week):
        for name in ("text", "owner"):
            st.session_state[f"{_NEW} {name}"] = ""


def _stored(content: Content, week: Week) -> bool:
    """Whether the decision was written down; one without words is asked for again."""
    if not content.text.strip():
        st.toast("Write what is decided first.", icon=":material/edit:")
        return False
    decide(
        engine(), content, week=week.label, by=acting("decide"), at=datetime.now(UTC)
    )
    return True


def _save(begun: Decision, week: Week, key: str, links: Mapping[str, Link]) -> None:
    written = revise(
        engine(),
        begun.id,
        _written(key, links),
        seen=begun.version,
        week=week.label,
        by=acting("decide"),
        at=datetime.now(UTC),
    )
    if isinstance(written, Conflict):
        remember(written)
    _close(begun)


def _close(begun: Decision) -> None:
    st.session_state[_OPEN].pop(begun.id, None)
