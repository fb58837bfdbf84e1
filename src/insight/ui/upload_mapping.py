"""How one file fills one table, shown and edited in place."""

from dataclasses import replace
from functools import partial

import streamlit as st

from insight.intake.kinds import Kind, kind_of
from insight.intake.mapping import Mapping
from insight.intake.questions import questions
from insight.intake.text_table import TextTable
from insight.schema import MONTHS_PER_INTERVAL, TABLES, column_metadata, required_columns
from insight.ui.upload_pending import PendingFile
from insight.ui.upload_values import edit_values

_SIDE_BY_SIDE = 3
_EXAMPLES = 3
_EXAMPLE_LENGTH = 18


def choose_table(pending: PendingFile) -> str | None:
    """The table a file is taken for; proposed, and the person's to change."""
    if pending.problem:
        st.text(pending.problem)
    names = list(TABLES)
    return st.selectbox(
        "This file is",
        names,
        index=names.index(pending.table) if pending.table else None,
        format_func=_described,
        placeholder="Choose the table",
        key=f"{pending.file_id} table",
    )


def edit_mapping(pending: PendingFile, table: str) -> Mapping:
    """The mapping as the person leaves it: columns, words, answers."""
    proposal = pending.proposal(table)
    mapping = replace(proposal, columns=_columns(pending, proposal))
    mapping = replace(mapping, constants=_constants(pending, mapping))
    mapping = replace(mapping, values=edit_values(pending, mapping))
    return replace(mapping, readings=_readings(pending, mapping))


def _described(table: str) -> str:
    return f"{table} – {(TABLES[table].__doc__ or '').splitlines()[0]}"


def _columns(pending: PendingFile, proposal: Mapping) -> dict[str, str]:
    fields = list(TABLES[proposal.table].columns())
    shown = {*proposal.columns, *required_columns(proposal.table)}
    first = [name for name in fields if name in shown]
    rest = [name for name in fields if name not in shown]
    chosen = _selects(pending, proposal, first)
    with st.expander(f"{len(rest)} more columns Insight could use"):
        chosen |= _selects(pending, proposal, rest)
    return {name: chosen[name] for name in fields if name in chosen}


def _selects(pending: PendingFile, proposal: Mapping, fields: list[str]) -> dict[str, str]:
    chosen: dict[str, str] = {}
    for start in range(0, len(fields), _SIDE_BY_SIDE):
        beside = st.columns(_SIDE_BY_SIDE)
        for place, name in zip(beside, fields[start : start + _SIDE_BY_SIDE], strict=False):
            with place:
                column = _select(pending, proposal, name)
            if column is not None:
                chosen[name] = column
    return chosen


def _select(pending: PendingFile, proposal: Mapping, name: str) -> str | None:
    columns = pending.text.columns
    proposed = proposal.columns.get(name)
    is_required = name in required_columns(proposal.table)
    label = name.replace("_", " ").capitalize()
    chosen = st.selectbox(
        f"{label} (needed)" if is_required else label,
        [None, *columns],
        index=columns.index(proposed) + 1 if proposed else 0,
        format_func=partial(_shown, pending.text, proposal.table, name),
        help=TABLES[proposal.table].columns()[name].description,
        key=f"{pending.file_id} {proposal.table} {name}",
    )
    if chosen is None and is_required:
        st.caption(":orange[Choose the column that says this.]")
    return chosen


def _shown(text: TextTable, table: str, name: str, column: str | None) -> str:
    if column is None:
        return _without(table, name)
    values = text.rows[column].head(200).drop_nulls().unique(maintain_order=True)
    cut = (value[:_EXAMPLE_LENGTH] for value in values.head(_EXAMPLES))
    return f"{column}  ({', '.join(cut)})" if len(values) else f"{column}  (empty)"


def _without(table: str, name: str) -> str:
    metadata = column_metadata(table, name)
    if parts := metadata.get("composed_of"):
        return f"made of {' and '.join(parts)}"
    if "default" in metadata:
        return f"not in the file: {metadata['default']}"
    return "not in the file"


def _constants(pending: PendingFile, mapping: Mapping) -> dict[str, str]:
    constants = {
        name: value
        for name, value in mapping.constants.items()
        if name not in mapping.columns
    }
    kinds = {kind_of(mapping.table, name) for name in mapping.columns}
    if Kind.AMOUNT not in kinds:
        return constants
    key = f"{pending.file_id} {mapping.table} constant"
    if "currency" not in mapping.columns:
        constants["currency"] = st.text_input(
            "Currency of the amounts",
            constants.get("currency", "USD"),
            max_chars=3,
            key=f"{key} currency",
            help="Three letters. Insight takes every row to be in it.",
        ).upper()
    if mapping.table == "subscriptions" and "billing_interval" not in mapping.columns:
        intervals = list(MONTHS_PER_INTERVAL)
        constants["billing_interval"] = st.selectbox(
            "The amounts are per",
            intervals,
            index=intervals.index(constants.get("billing_interval", "month")),
            format_func=lambda interval: interval.replace("_", " "),
            key=f"{key} interval",
        )
    return constants


def _readings(pending: PendingFile, mapping: Mapping) -> dict[str, str]:
    answers: dict[str, str] = {}
    for question in questions(pending.text, mapping):
        with st.container(border=True):
            st.text(f"{question.column}: {question.example}")
            options = list(question.options)
            known = mapping.readings.get(question.field)
            answer = st.radio(
                question.sentence,
                options,
                index=options.index(known) if known in options else None,
                format_func=question.options.__getitem__,
                horizontal=True,
                key=f"{pending.file_id} {mapping.table} {question.field} reading",
            )
        if answer is not None:
            answers[question.field] = answer
    return answers
