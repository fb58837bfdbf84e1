"""Many questions of one kind as one list, confirmed by one click."""

from collections.abc import Sequence
from functools import partial

import polars as pl
import streamlit as st

from insight.intake.mapping import Mapping
from insight.intake.questions import Question
from insight.intake.text_table import counted

_SAID, _OFFERED, _IS_SO = "In the file", "May be", "Is so"
_HELP = (
    "Take the mark away where it is not so. A customer without a mark is another one, and "
    "is kept apart."
)


def ask_list(asked: Sequence[Question], mapping: Mapping, *, key: str) -> Mapping:
    """The mapping with the answers of a list, once a person confirmed it.

    Args:
        asked: Questions of one `group`; the last option of each is no.
        mapping: How the file is mapped, with answers that are known.
        key: Of the widgets.
    """
    lines = [
        (question, option)
        for question in asked
        for option in list(question.options)[:-1]
    ]
    confirmed: frozenset[str] = st.session_state.get(f"{key} confirmed", frozenset())
    new = {q.key for q in asked if q.answer_in(mapping) is None} - confirmed
    with st.container(border=True):
        st.markdown(f"**{counted(len(asked), 'customer')} may be known already**")
        st.caption(_HELP)
        marks = _edited(lines, mapping, key=key)
        if new:
            st.button(
                f"These answers are right ({counted(len(asked), 'customer')})",
                type="primary",
                icon=":material/check:",
                key=f"{key} confirm",
                on_click=partial(_keep, f"{key} confirmed", confirmed | new),
            )
    for question in asked:
        if question.key not in new:
            mapping = question.answered(mapping, _answer(question, lines, marks))
    return mapping


def _keep(key: str, answered: frozenset[str]) -> None:
    st.session_state[key] = answered


def _answer(
    question: Question, lines: Sequence[tuple[Question, str]], marks: Sequence[bool]
) -> str:
    """The first option with a mark, else the last one."""
    marked = (
        option
        for (one, option), mark in zip(lines, marks, strict=True)
        if one is question and mark
    )
    return next(marked, list(question.options)[-1])


def _edited(
    lines: Sequence[tuple[Question, str]], mapping: Mapping, *, key: str
) -> list[bool]:
    """Whether each line is so; a line nobody answered yet has a mark, its first option."""
    shown = pl.DataFrame(
        {
            _SAID: [question.example for question, _ in lines],
            _OFFERED: [question.options[option] for question, option in lines],
            _IS_SO: [
                option == (q.answer_in(mapping) or next(iter(q.options)))
                for q, option in lines
            ],
        }
    )
    edited = st.data_editor(
        shown.to_arrow(),
        hide_index=True,
        disabled=[_SAID, _OFFERED],
        key=f"{key} lines",
        alt="Customers of the file and those they may be",
    )
    return [bool(row[_IS_SO]) for row in edited.to_pylist()]
