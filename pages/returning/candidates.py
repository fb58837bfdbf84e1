"""Whom should we call?"""

from functools import partial

import streamlit as st

from insight.formats import count, plural
from insight.metrics.candidates import candidates
from insight.ui.access import require
from insight.ui.components import LIST_HEIGHT, empty_state, table_card
from insight.ui.returning.candidates import (
    LIMITS,
    call_list,
    candidates_answer,
    window_part,
)
from insight.ui.rows import first
from insight.ui.view import current_view

MOST_SHOWN = 2_000

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="Whoever left and is still out is listed here.")

found = view.measure(candidates)
st.markdown(view.once(candidates_answer, partial(candidates_answer, found)))
if found.rows.is_empty():
    st.stop()

calls = call_list(found.rows)
shown = first(calls, MOST_SHOWN)
n = plural(calls.height, "former customer")
table_card(
    "Former customers",
    shown,
    note=view.note(
        f"A table of {plural(shown.height, 'former customer')}, most that speaks for it first.",
        n if shown.height == calls.height else f"the first {count(MOST_SHOWN)} of {n}",
        "who left in this period and are still out",
        "most that speaks for it first, then MRR",
        window_part(found),
        limits=LIMITS,
    ),
    whole=calls,
    height=LIST_HEIGHT,
)
