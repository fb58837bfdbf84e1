"""Who did what?"""

import streamlit as st

from insight.cards.card import Finished
from insight.formats import plural
from insight.store.audit import entries
from insight.ui import limits
from insight.ui.access import require
from insight.ui.cards import list_card, words_card
from insight.ui.components import LIST_HEIGHT
from insight.ui.data.audit import audit_check, shown_entries
from insight.ui.data.store_history import MOST_SHOWN
from insight.ui.loads import engine

require("admin")
found = entries(engine())
if found.is_empty():
    words_card(
        Finished(
            "Nothing to show yet",
            "Nobody changed anything so far. Every upload, undo, choice, role and export "
            "is listed here from the first one on.",
            limits.AUDIT,
        ),
        [],
    )
    st.stop()

audit_check()
n = plural(found.height, "entry", "entries")
shown = shown_entries(found)
list_card(
    Finished("Changes and exports", f"{n}, the latest first.", limits.AUDIT, shown),
    shown.head(MOST_SHOWN).drop("hash"),
    height=LIST_HEIGHT,
)
