"""Hypotheses on one screen: a verdict on each, and where to read on."""

from functools import partial

import streamlit as st

from insight.cards.home.hypotheses import VERDICTS, Statement, statements
from insight.metrics.hypotheses import Hypothesis, hypotheses, pushed_and_saved
from insight.statistics.conclusions import Answer
from insight.ui.cards import foot
from insight.ui.components import in_a_row
from insight.ui.sections import page_link
from insight.ui.view import View
from insight.words import typeset

PAGE_OF = {
    Hypothesis.EASY: "offboarding/experience",
    Hypothesis.NO_TRICKS: "offboarding/tricks_and_traps",
    Hypothesis.SAVES_LAST: "offboarding/save_offers",
    Hypothesis.PUSHED: "offboarding/save_offers",
    Hypothesis.GOOD_EXIT: "returning/who_comes_back",
    Hypothesis.NOT_OURS: "leaving/exit_reasons",
    Hypothesis.POOR_FIT: "leaving/exit_reasons",
    Hypothesis.FESTERING: "leaving/festering_issues",
}
_COLOURS = {Answer.YES: "blue", Answer.NO: "orange", Answer.CANNOT_TELL: "gray"}
_ICONS = {
    Answer.YES: ":material/check:",
    Answer.NO: ":material/close:",
    Answer.CANNOT_TELL: ":material/question_mark:",
}


def hypothesis_cards(view: View) -> None:
    """How many hold, the statement on each, two a row, and all of them as a table."""
    judged = view.unfiltered.finished(VERDICTS)
    st.markdown(f"**{judged.finding}**")
    with in_a_row(2):
        for statement in view.once(statements, partial(_statements, view)):
            _card(statement, is_filtered=view.is_filtered)
    foot(judged)


def _statements(view: View) -> list[Statement]:
    return statements(
        view.unfiltered.measure(hypotheses),
        view.measure(hypotheses) if view.is_filtered else None,
        saved=view.unfiltered.measure(pushed_and_saved),
        choices=view.choices,
        present=view.facts.present,
    )


def _card(statement: Statement, *, is_filtered: bool) -> None:
    with st.container(border=True, height="stretch", gap="xxsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.header(statement.question, anchor=False, width="content")
            page_link(PAGE_OF[statement.name])
        st.markdown(
            f"{_badge(statement.answer, is_filtered=is_filtered)} {typeset(statement.sure)}"
        )
        if statement.rests_on:
            st.caption(typeset(statement.rests_on))


def _badge(answer: Answer, *, is_filtered: bool) -> str:
    said = f"All customers: {answer}" if is_filtered else answer.capitalize()
    return f":{_COLOURS[answer]}-badge[{_ICONS[answer]} {said}]"
