"""What the words of a file become: statuses, intervals and other fixed values."""

from collections.abc import Mapping as ReadOnly

import polars as pl
import streamlit as st

from insight.intake.mapping import Mapping
from insight.intake.text_table import counted
from insight.intake.vocabulary import REASON_FIELDS, choices_of
from insight.ui.upload.pending import PendingFile

_MOST_SHOWN = 200
_THEIRS, _ROWS, _OURS = "In the file", "Rows", "Becomes"


def edit_values(pending: PendingFile, mapping: Mapping) -> dict[str, dict[str, str]]:
    """Words per field as the person leaves them; one that is ours needs no entry.

    Words that a profile knows and this file lacks stay for the next one.
    """
    fields = [n for n in mapping.columns if choices_of(n) and n not in REASON_FIELDS]
    proposed = pending.proposal(mapping.table).values
    edited = {
        name: _edit(pending, mapping, name, proposed.get(name, {})) for name in fields
    }
    kept = {n: words for n, words in mapping.values.items() if n in REASON_FIELDS}
    return kept | {name: words for name, words in edited.items() if words}


def _edit(
    pending: PendingFile, mapping: Mapping, name: str, proposed: ReadOnly[str, str]
) -> dict[str, str]:
    column = mapping.columns[name]
    words = word_counts(pending.text.rows[column], name, proposed)
    unknown = words[_OURS].null_count()
    label = name.replace("_", " ").capitalize()
    how_many = f"{unknown} not understood" if unknown else "all understood"
    with st.expander(
        f"{label}: {counted(words.height, 'word')}, {how_many}", expanded=unknown > 0
    ):
        edited = st.data_editor(
            words.to_arrow(),
            hide_index=True,
            disabled=[_THEIRS, _ROWS],
            column_config={
                _OURS: st.column_config.SelectboxColumn(
                    options=list(choices_of(name)),
                    format_func=lambda value: str(value).replace("_", " "),
                    help="Left empty, the word stays as it is.",
                )
            },
            key=f"{pending.file_id} {mapping.table} {name} {column} words",
            alt=f"What each word of {label.lower()} becomes",
        )
    said = {row[_THEIRS]: row[_OURS] for row in edited.to_pylist()}
    left = {theirs: ours for theirs, ours in proposed.items() if theirs not in said}
    told = (left | said).items()
    return {word: ours for word, ours in told if ours and word != ours}


def word_counts(
    cells: pl.Series, name: str, proposed: ReadOnly[str, str]
) -> pl.DataFrame:
    """Each word of a column with its rows and what it becomes, those not understood first."""
    counts = cells.drop_nulls().value_counts(sort=True, name=_ROWS).head(_MOST_SHOWN)
    ours = {value: value for value in choices_of(name)} | dict(proposed)
    return counts.select(
        pl.col(cells.name).alias(_THEIRS),
        _ROWS,
        pl.col(cells.name)
        .replace_strict(ours, default=None, return_dtype=pl.String)
        .alias(_OURS),
    ).sort(pl.col(_OURS).is_not_null(), -pl.col(_ROWS).cast(pl.Int64), _THEIRS)
