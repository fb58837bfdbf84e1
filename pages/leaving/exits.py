"""Which ones?"""

import streamlit as st

from insight.formats import count, plural
from insight.metrics.reasons import exits_behind, meanings
from insight.ui import limits
from insight.ui.access import require
from insight.ui.components import LIST_HEIGHT, empty_state, table_card
from insight.ui.controls import basis_switch
from insight.ui.leaving.exit_list import (
    found_answer,
    matching,
    search_box,
    status_choice,
)
from insight.ui.rows import first
from insight.ui.view import current_view

MOST_SHOWN = 2_000

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="Each exit is then a row that can be searched.")

answer = st.container()
basis = basis_switch(view.measure(meanings))
words, became = st.columns([3, 2])
with words:
    search = search_box()
with became:
    statuses = status_choice()
exits = view.measure(exits_behind, basis=basis)
found = matching(exits, search=search, statuses=tuple(statuses))
with answer:
    st.markdown(found_answer(found.height, exits.height, basis=basis))

shown = first(found, MOST_SHOWN)
n = plural(found.height, "exit")
table_card(
    "Exits",
    shown,
    note=view.note(
        f"A table of {plural(shown.height, 'exit')}, the latest first.",
        n if shown.height == found.height else f"the latest {count(MOST_SHOWN)} of {n}",
        "each opens the account’s story",
        limits=limits.EXITS,
    ),
    whole=found,
    height=LIST_HEIGHT,
)
