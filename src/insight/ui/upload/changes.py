"""What a file would change in the store, shown before it does."""

import streamlit as st

from insight.formats import NOTHING, count, plural
from insight.store.changes import Changes, emptied_in_words


def show_changes(changes: Changes, *, table: str) -> None:
    """Counts of new, changed and unchanged rows, and the first changes cell by cell."""
    with st.container(horizontal=True, gap="small"):
        if changes.new:
            st.badge(f"{count(changes.new)} new", color="green")
        if changes.changed:
            st.badge(f"{count(changes.changed)} changed", color="blue")
        if changes.unchanged:
            st.badge(f"{count(changes.unchanged)} in already as they are", color="gray")
        if changes.gone:
            st.badge(
                f"{count(changes.gone)} no longer in the file, which go", color="orange"
            )
    if emptied := emptied_in_words(changes.emptied, table=table):
        st.warning(emptied, icon=":material/backspace:")
    if changes.unchanged and changes.is_nothing:
        st.text("This file changes nothing: every row is in already as it is.")
    if changes.cells.height:
        _show_cells(changes)


def _show_cells(changes: Changes) -> None:
    with st.expander("What would change", expanded=True):
        st.dataframe(
            changes.cells.to_arrow(),
            hide_index=True,
            placeholder=NOTHING,
            column_config={
                "key": "Row",
                "column": "Column",
                "old": "Now",
                "new": "After the import",
            },
            alt="What would change, cell by cell",
        )
        listed = changes.cells["key"].n_unique()
        if listed < changes.changed:
            st.caption(f"The first {listed} of {plural(changes.changed, 'row')}.")
