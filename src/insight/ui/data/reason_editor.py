"""Adding a reason of one's own, and retiring it: what a code means never changes."""

from datetime import UTC, datetime

import streamlit as st

from insight.cards.groups import GROUP_WORDS
from insight.charts.style import CONTROL_WORDS
from insight.errors import ReasonError
from insight.store.own_reasons import NewReason, add_reason, retire_reason
from insight.taxonomy import (
    NO_RECORD,
    REASONS,
    Control,
    ReasonGroup,
    offered_codes,
    reason_of,
    reasons,
)
from insight.ui.access import acting, may
from insight.ui.loads import changed, engine
from insight.ui.typed import short

_LABEL, _PROBLEM = "own reason label", "own reason problem"
_THEMES = tuple(dict.fromkeys(one.theme for one in REASONS.values()))[:-1]
_CONTROLS = (Control.OURS, Control.MIXED, Control.NOT_OURS)
_GROUPS = (ReasonGroup.RESOLVABLE, ReasonGroup.FESTERING, ReasonGroup.POOR_FIT)


def reason_editor() -> None:
    """Lets an admin add a reason and retire one; others see nothing here."""
    if not may("change reasons"):
        return
    with st.container(horizontal=True):
        with st.popover("Add a reason", icon=":material/add:"):
            _adding()
        own = [one for one in reasons().values() if one.code not in REASONS]
        if own:
            with st.popover("Retire a reason", icon=":material/inventory_2:"):
                _retiring([one.code for one in own])
    if problem := st.session_state.pop(_PROBLEM, None):
        st.error("The reason was not added.")
        st.text(problem)


def _adding() -> None:
    st.text_input("What is it called?", max_chars=80, key=_LABEL)
    parents = [code for code in offered_codes() if code != NO_RECORD]
    parent = st.selectbox(
        "It is a kind of",
        parents,
        index=None,
        format_func=_label,
        placeholder="No other reason: it stands under a theme",
        key="own reason parent",
    )
    theme = reason_of(parent).theme if parent else _theme()
    first = reason_of(parent) if parent else reason_of("other")
    control = st.selectbox(
        "Whose control is it in?",
        _CONTROLS,
        index=_CONTROLS.index(first.control) if first.control in _CONTROLS else 0,
        format_func=CONTROL_WORDS.__getitem__,
        key=f"own reason control {parent}",
    )
    group = _group(control, first.group, parent)
    st.caption(
        "It is kept for good: a reason can be retired, and what it means in old records "
        "never changes."
    )
    new = NewReason("", control, group, parent=parent, theme=theme)
    st.button("Add it", type="primary", on_click=_add, args=(new,))


def _theme() -> str:
    theme: str | None = st.selectbox(
        "Theme", _THEMES, accept_new_options=True, key="own reason theme"
    )
    return theme or ""


def _group(control: Control, likely: ReasonGroup, parent: str | None) -> ReasonGroup:
    """How it is analysed: what is outside our control leaves nothing to choose."""
    if control is Control.NOT_OURS:
        return ReasonGroup.UNCONTROLLABLE
    group: ReasonGroup = st.selectbox(
        "Analysed as",
        _GROUPS,
        index=_GROUPS.index(likely) if likely in _GROUPS else 0,
        format_func=GROUP_WORDS.__getitem__,
        key=f"own reason group {parent}",
    )
    return group


def _add(new: NewReason) -> None:
    by = acting("change reasons")
    label = short(st.session_state[_LABEL], 80)
    named = NewReason(label, new.control, new.group, new.parent, new.theme)
    try:
        add_reason(engine(), named, by=by, at=datetime.now(UTC))
    except ReasonError as error:
        st.session_state[_PROBLEM] = str(error)
        return
    st.session_state.pop(_LABEL)
    changed()


def _retiring(codes: list[str]) -> None:
    code: str = st.selectbox(
        "Reason", codes, format_func=_label, key="own reason to retire"
    )
    is_retired = reason_of(code).is_retired
    st.caption("Records that have it keep it. It is offered no more for new words.")
    st.button(
        "Offer it again" if is_retired else "Retire it",
        type="primary",
        on_click=_retire,
        args=(code, not is_retired),
    )


def _retire(code: str, is_retired: bool) -> None:  # noqa: FBT001
    by = acting("change reasons")
    retire_reason(engine(), code, by=by, at=datetime.now(UTC), is_retired=is_retired)
    changed()


def _label(code: str) -> str:
    return reason_of(code).label
