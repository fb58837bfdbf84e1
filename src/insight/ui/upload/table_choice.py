"""What a dropped file is: its own first rows, and the table it is taken for."""

import streamlit as st

from insight.formats import NOTHING
from insight.schema import TABLES
from insight.ui.upload.pending import PendingFile

_FIRST = 5


def show_first_rows(pending: PendingFile) -> None:
    """The file as it is, so that its columns need not be known by heart."""
    first = pending.text.rows.select(pending.own_columns()).head(_FIRST)
    st.dataframe(
        first.to_arrow(),
        hide_index=True,
        placeholder=NOTHING,
        alt=f"The first rows of {pending.text.name} as they are",
    )


def choose_table(pending: PendingFile) -> str | None:
    """The table a file is taken for; proposed, and the person's to change.

    Where that is a question nothing is chosen, and the likeliest come first.
    """
    names = list(dict.fromkeys((*pending.candidates, *TABLES)))
    return st.selectbox(
        "This file is",
        names,
        index=names.index(pending.table) if pending.table else None,
        format_func=_described,
        placeholder="Choose the table",
        key=f"{pending.file_id} table",
    )


def ask_for_table(pending: PendingFile) -> None:
    """Why the table is a question, where it is one."""
    st.badge("Needs an answer", color="orange", icon=":material/help:")
    st.text(pending.problem)


def _described(table: str) -> str:
    return f"{table} – {(TABLES[table].__doc__ or '').splitlines()[0]}"
