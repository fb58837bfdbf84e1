"""Which files does Insight know how to read?"""

import streamlit as st

from insight.formats import plural
from insight.store.mappings import all_remembered
from insight.ui import limits
from insight.ui.access import may, require
from insight.ui.components import Note, table_card
from insight.ui.data.profiles import (
    built_in,
    profile_editor,
    profiles_answer,
    shown_profiles,
    undo_deletion,
)
from insight.ui.loads import engine
from insight.ui.notices import report
from insight.ui.view import current_view

require("analyst")
view = current_view()
sees_all = may("see uploads")
kept = all_remembered(engine()) if sees_all else []
if sees_all:
    st.markdown(profiles_answer(kept))
else:
    st.markdown(
        "Saved profiles hold words of all regions: whoever sees all has them here."
    )
report()
undo_deletion()
if kept:
    n = plural(len(kept), "saved profile")
    table_card(
        "Saved profiles",
        shown_profiles(kept),
        note=Note(f"A table of {n}.", n, limits.PROFILES, view.currency),
    )
    profile_editor(kept)
known = built_in()
n = plural(known.height, "export")
table_card(
    "Built-in profiles",
    known,
    note=Note(f"A table of {n}.", n, limits.BUILT_IN_PROFILES, view.currency),
)
