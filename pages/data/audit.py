"""Who did what?"""

import streamlit as st

from insight.formats import plural
from insight.store.audit import entries
from insight.ui import limits
from insight.ui.access import require
from insight.ui.components import LIST_HEIGHT, sentence_card, table_card
from insight.ui.data.audit import audit_check, shown_entries
from insight.ui.data.store_history import MOST_SHOWN
from insight.ui.loads import engine
from insight.ui.view import current_view
from insight.ui.whole import whole_note

require("admin")
view = current_view()
found = entries(engine())
if found.is_empty():
    sentence_card(
        "Nothing to show yet",
        note=whole_note(
            view,
            "Nobody changed anything so far. Every upload, undo, choice, role and export "
            "is listed here from the first one on.",
            limits=limits.AUDIT,
        ),
    )
    st.stop()

audit_check()
n = plural(found.height, "entry", "entries")
shown = shown_entries(found)
table_card(
    "Changes and exports",
    shown.head(MOST_SHOWN),
    note=whole_note(
        view,
        f"A table of {n}, the latest first.",
        n,
        "the latest first",
        limits=limits.AUDIT,
    ),
    whole=shown,
    height=LIST_HEIGHT,
)
