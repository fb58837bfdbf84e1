"""How one file fills one table, shown and edited in place."""

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from itertools import groupby

import streamlit as st

from insight.intake.mapping import Mapping, header_of, propose_constants
from insight.intake.questions import Question, Stored, questions
from insight.intake.text_table import TextTable
from insight.schema import (
    TABLES,
    column_metadata,
    required_columns,
)
from insight.ui.upload.answering import ask
from insight.ui.upload.pending import PendingFile
from insight.ui.upload.question_list import ask_list
from insight.ui.upload.reasons import map_reasons
from insight.ui.upload.values import edit_values

_SIDE_BY_SIDE = 3
_EXAMPLES = 3
_EXAMPLE_LENGTH = 18
_NO_COLUMN = ""
_QUESTIONS_NEED = {
    "accounts": ("account_name", "segment", "start_date"),
    "subscriptions": ("plan_id", "end_date", "currency"),
    "cancellation_requests": ("outcome", "effective_date"),
    "exits": ("reason_code", "last_mrr", "notice_date", "comment"),
    "win_backs": ("mrr", "returned_because"),
    "offboarding": ("ease_1_7", "exit_nps_0_10", "closed_date"),
    "save_offers": ("offer_type", "response"),
    "issues": ("severity", "topic", "resolved_date"),
    "contacts": ("name", "role", "left_date"),
}
"""Columns without which a table's pages answer little, shown whether found or not."""
_ACRONYMS = {"mrr", "nps", "usd"}


def edit_mapping(pending: PendingFile, table: str, stored: Stored) -> Mapping:
    """The mapping as the person leaves it: columns, words, answers."""
    proposal = pending.proposal(table)
    mapping = replace(proposal, columns=_columns(pending, proposal))
    mapping = replace(mapping, constants=_constants(pending, mapping))
    mapping = replace(mapping, values=edit_values(pending, mapping))
    mapping = map_reasons(pending, mapping)
    return _answered(pending, mapping, stored)


def _columns(pending: PendingFile, proposal: Mapping) -> dict[str, str]:
    fields = list(TABLES[proposal.table].columns())
    asked_of = _QUESTIONS_NEED.get(proposal.table, ())
    shown = {*proposal.columns, *required_columns(proposal.table), *asked_of}
    first = [name for name in fields if name in shown]
    rest = [name for name in fields if name not in shown]
    chosen = _selects(pending, proposal, first)
    with st.expander(f"{len(rest)} more columns Insight could use"):
        chosen |= _selects(pending, proposal, rest)
        text, used = pending.text, chosen.values()
        if unused := [c for c in header_of(text) if c not in used]:
            st.text(f"Not used of this file: {', '.join(unused)}")
    return {name: chosen[name] for name in fields if name in chosen}


def _selects(
    pending: PendingFile, proposal: Mapping, fields: list[str]
) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for start in range(0, len(fields), _SIDE_BY_SIDE):
        beside = st.columns(_SIDE_BY_SIDE)
        for place, name in zip(
            beside, fields[start : start + _SIDE_BY_SIDE], strict=False
        ):
            with place:
                chosen[name] = _select(pending, proposal, name)
    return {name: column for name, column in chosen.items() if column}


def _select(pending: PendingFile, proposal: Mapping, name: str) -> str:
    options = [_NO_COLUMN, *pending.text.columns]
    chosen: str = st.selectbox(
        heading(name),
        options,
        index=options.index(proposal.columns.get(name, _NO_COLUMN)),
        format_func=partial(_shown, pending.text, proposal.table, name),
        help=TABLES[proposal.table].columns()[name].description,
        required=name in required_columns(proposal.table),
        key=f"{pending.file_id} {proposal.table} {name}",
    )
    return chosen


def heading(name: str) -> str:
    """A field as a label.

    Examples:
        >>> heading("last_mrr"), heading("exit_date")
        ('Last MRR', 'Exit date')
    """
    words = [word.upper() if word in _ACRONYMS else word for word in name.split("_")]
    joined = " ".join(words)
    return joined[0].upper() + joined[1:]


def _shown(text: TextTable, table: str, name: str, column: str) -> str:
    if column == _NO_COLUMN:
        return _without(table, name)
    values = text.rows[column].head(200).drop_nulls().unique(maintain_order=True)
    cut = (value[:_EXAMPLE_LENGTH] for value in values.head(_EXAMPLES))
    return f"{column}  ({', '.join(cut)})" if len(values) else f"{column}  (empty)"


def _without(table: str, name: str) -> str:
    metadata = column_metadata(table, name)
    if parts := metadata.get("composed_of"):
        return f"made of {' and '.join(parts)}"
    if name in required_columns(table):
        return "choose a column"
    if "default" in metadata:
        return f"not in the file: {metadata['default']}"
    return "not in the file"


def _constants(pending: PendingFile, mapping: Mapping) -> dict[str, str]:
    """What columns and amounts say of every row, where they are as they were proposed."""
    told = propose_constants(pending.text, mapping.table, mapping.columns)
    is_as_proposed = pending.proposal(mapping.table).columns == mapping.columns
    kept = mapping.constants
    return told | kept if is_as_proposed else kept | told


def _answered(pending: PendingFile, mapping: Mapping, stored: Stored) -> Mapping:
    """The mapping with the answers a person gives to what the file leaves open."""
    asked = questions(pending.text, mapping, stored)
    for group, listed in groupby(asked, key=lambda question: question.group):
        if group:
            key = f"{pending.file_id} {mapping.table} {group}"
            mapping = ask_list(list(listed), mapping, key=key)
        else:
            mapping = _each_answered(listed, pending, mapping)
    return mapping


def _each_answered(
    asked: Iterable[Question], pending: PendingFile, mapping: Mapping
) -> Mapping:
    for question in asked:
        shared = f"{pending.reading.key} {question.asked_as}"
        known = st.session_state.get(shared) if question.asked_as else None
        if known and not pending.is_first:
            mapping = question.answered(mapping, known)
            continue
        with st.container(border=True):
            st.text(": ".join(filter(None, (question.column, question.example))))
            known = question.answer_in(mapping) or question.proposed
            key = f"{pending.file_id} {mapping.table} {question.key} answer"
            answer = ask(question, known, key=key)
        if answer:
            mapping = question.answered(mapping, answer)
            st.session_state[shared] = answer
    return mapping
