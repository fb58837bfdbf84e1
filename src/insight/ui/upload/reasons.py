"""The step in which a person says what the reason words of a file mean."""

from dataclasses import replace
from functools import partial

import polars as pl
import streamlit as st

from insight.intake.mapping import Mapping, with_values
from insight.intake.reason_mapping import (
    reason_words,
    with_reasons_said,
)
from insight.intake.text_table import counted
from insight.intake.vocabulary import REASON_FIELDS
from insight.taxonomy import NO_RECORD, offered_codes, reason_of, reasons
from insight.ui.upload.pending import PendingFile

_MOST_SHOWN = 500
_THEIRS, _ROWS, _OURS = "In the file", "Rows", "Means"
_STEP = (
    "What do these words mean? Where Insight can guess, it says so: change what is "
    "wrong. A word left empty stays as it is, and is drawn under its own name."
)


def map_reasons(pending: PendingFile, mapping: Mapping) -> Mapping:
    """The mapping with the meanings that a person confirmed, changed or left out.

    Words without a meaning keep the file from being imported until they are confirmed.
    """
    mapping = _with_known(pending, mapping)
    words = reason_words(pending.text, mapping)
    if words.is_empty():
        return mapping
    new = words.filter(pl.col("means").is_null())
    key = f"{pending.file_id} {mapping.table} reasons"
    confirmed: frozenset[str] = st.session_state.get(f"{key} confirmed", frozenset())
    is_open = not confirmed.issuperset(new["word"])
    with _place(words, new, is_open=is_open):
        said = _edited(_as_left(words, key=key), key=key)
        if is_open:
            _confirm(new, key=key)
    known = {w: c for w, c in said.items() if w in confirmed or w not in new["word"]}
    return with_reasons_said(pending.text, mapping, known)


def _with_known(pending: PendingFile, mapping: Mapping) -> Mapping:
    """The mapping with the words of its columns of reasons that are known exactly."""
    said = {n: w for n, w in mapping.values.items() if n in REASON_FIELDS}
    known = with_values(pending.text, replace(mapping, values=said)).values
    found = {n: w for n, w in known.items() if n in REASON_FIELDS}
    return replace(mapping, values=mapping.values | found)


def _as_left(words: pl.DataFrame, *, key: str) -> pl.DataFrame:
    """The words, without suggestions for those that a person leaves as they are."""
    left: frozenset[str] = st.session_state.get(f"{key} left", frozenset())
    is_left = pl.col("word").is_in(list(left))
    return words.with_columns(suggestion=pl.when(~is_left).then("suggestion"))


def _place(
    words: pl.DataFrame, new: pl.DataFrame, *, is_open: bool
) -> st.delta_generator.DeltaGenerator:
    if not is_open:
        return st.expander(f"{counted(words.height, 'reason word')}, all decided")
    place = st.container(border=True)
    rows = counted(int(new["rows"].sum()), "row")
    place.markdown(f"**{counted(new.height, 'reason word')} to map, {rows}**")
    place.caption(_STEP)
    return place


def _confirm(new: pl.DataFrame, *, key: str) -> None:
    words = frozenset(new["word"])
    with st.container(horizontal=True):
        st.button(
            f"These meanings are right ({counted(new.height, 'word')})",
            type="primary",
            icon=":material/check:",
            key=f"{key} confirm",
            on_click=partial(_keep, key, words, frozenset()),
        )
        st.button(
            "Leave them as they are",
            key=f"{key} leave",
            on_click=partial(_keep, key, words, words),
        )


def _keep(key: str, words: frozenset[str], left: frozenset[str]) -> None:
    st.session_state[f"{key} confirmed"] = words
    st.session_state[f"{key} left"] = left


def _edited(words: pl.DataFrame, *, key: str) -> dict[str, str]:
    """Each word with its code as the person leaves it, or itself where left empty."""
    shown = words.head(_MOST_SHOWN).select(
        pl.col("word").alias(_THEIRS),
        pl.coalesce(
            pl.when(pl.col("means").is_in(list(reasons()))).then("means"), "suggestion"
        ).alias(_OURS),
        pl.col("rows").alias(_ROWS),
    )
    edited = st.data_editor(
        shown.to_arrow(),
        hide_index=True,
        disabled=[_THEIRS, _ROWS],
        column_config={
            _ROWS: st.column_config.NumberColumn(width="small"),
            _OURS: st.column_config.SelectboxColumn(
                options=[code for code in offered_codes() if code != NO_RECORD],
                format_func=_label,
                help="Left empty, the word stays as it is.",
            ),
        },
        key=f"{key} words",
        alt="What each reason word means",
    )
    said = {row[_THEIRS]: row[_OURS] for row in edited.to_pylist()}
    meant = dict(words.select("word", "means").iter_rows())
    return {word: (meant | said)[word] or word for word in meant}


def _label(code: object) -> str:
    return reason_of(str(code)).label
