"""Which week a review is about, and by whose knowledge."""

from dataclasses import replace
from functools import partial

import streamlit as st

from insight.metrics.week import Week, up_to, whole_weeks
from insight.review.contents import days_words
from insight.ui.controls import switch
from insight.ui.loads import look_then
from insight.ui.view import View

NOW, THEN = "now", "then"


def week_choice(view: View) -> Week | None:
    """The week to look at, the latest whole one at first; None where there is none."""
    whole = view.once(whole_weeks, partial(whole_weeks, view.facts))
    weeks = {week.label: week for week in whole}
    if not weeks:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom", width="content"):
        chosen = st.selectbox(
            "Week", list(weeks), key="week", bind="query-params", width=150
        )
        st.markdown(days_words(weeks[chosen]), width="content")
    return weeks[chosen]


def known_choice() -> str:
    """By whose knowledge the week is counted: `NOW` or `THEN`."""
    explained = "Then: as of the Sunday of the week, without what happened later."
    return switch("As known", [NOW, THEN], key="known", explained=explained)


def of_week(view: View, week: Week) -> View:
    """The view with as many months as the filter bar says, up to the week."""
    chosen = up_to(view.selection, week, facts=view.facts)
    return replace(view, selection=chosen)


def as_then(view: View, week: Week) -> View:
    """The view as it was on the Sunday of the week."""
    return replace(view, look=look_then(view.look, week.as_of(view.facts)))
