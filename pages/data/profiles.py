"""Which files does Insight know how to read?"""

import streamlit as st

from insight.cards.card import Finished
from insight.formats import plural
from insight.store.mappings import all_remembered
from insight.ui import limits
from insight.ui.access import may, require
from insight.ui.cards import list_card
from insight.ui.data.profiles import (
    built_in,
    profile_editor,
    profiles_answer,
    shown_profiles,
    undo_deletion,
)
from insight.ui.loads import engine
from insight.ui.notices import report

require("analyst")
sees_all = may("see uploads")
kept = all_remembered(engine()) if sees_all else []
if sees_all:
    st.markdown(profiles_answer(kept))
else:
    st.markdown(
        "Saved profiles hold words of all regions: people who see all find them here."
    )
report()
undo_deletion()
if kept:
    n = plural(len(kept), "saved profile")
    list_card(
        Finished("Saved profiles", f"{n}.", limits.PROFILES, shown_profiles(kept))
    )
    profile_editor(kept)
known = built_in()
n = plural(known.height, "export is", "exports are")
list_card(
    Finished(
        "Built-in profiles",
        f"{n} recognised by their columns.",
        limits.BUILT_IN_PROFILES,
        known,
    )
)
