"""The controls in which a person answers a question about a file.

Options are buttons and what is typed is a field: both keep what they show. A field that
proposes while somebody types shows words that it forgets when the page scrolls.
"""

from functools import partial

import streamlit as st

from insight.intake.questions import Question
from insight.words import as_text

_ANOTHER = "another one"
_MOST_SIDE_BY_SIDE = 9


def ask(question: Question, known: str | None, *, key: str) -> str | None:
    """What a person answers; None while nothing is answered.

    Args:
        question: What is asked.
        known: The answer that holds unless somebody gives another one.
        key: Of the controls.
    """
    chosen = _choice(question, known, key=key)
    if question.typed and chosen == _ANOTHER:
        is_typed = known is not None and known not in question.options
        return _typed(question, known if is_typed else None, key=key)
    return chosen


def _choice(question: Question, known: str | None, *, key: str) -> str | None:
    options = [*question.options, *([_ANOTHER] if question.typed else [])]
    held = known if known in question.options or known is None else _ANOTHER
    place = options.index(held) if held in options else None
    label = partial(_label, question)
    if len(options) > _MOST_SIDE_BY_SIDE:
        return st.selectbox(
            as_text(question.sentence),
            options,
            index=place,
            format_func=label,
            placeholder="Choose an answer",
            key=key,
        )
    return st.radio(
        as_text(question.sentence),
        options,
        index=place,
        format_func=lambda option: as_text(label(option)),
        horizontal=True,
        key=key,
    )


def _label(question: Question, option: str) -> str:
    other = question.typed.option if question.typed else option
    return question.options.get(option, other)


def _typed(question: Question, known: str | None, *, key: str) -> str | None:
    if question.typed is None:
        return None
    said = st.text_input(question.typed.label, known or "", key=f"{key} typed").strip()
    meant = question.meant_by(said) if said else None
    if said and meant is None:
        st.text(f"“{said}” is no answer that Insight knows, or it may mean several.")
    return meant
