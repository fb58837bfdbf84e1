"""Whom should we call?"""

from functools import partial

import streamlit as st

from insight.metrics.call_order import call_order
from insight.metrics.candidates import candidates
from insight.ui.access import require
from insight.ui.components import empty_state
from insight.ui.returning.call_cards import call_cards
from insight.ui.returning.candidates import candidates_answer
from insight.ui.view import current_view

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="Whoever left and is still out is listed here.")

found = view.measure(candidates, order=view.of_facts(call_order))
st.markdown(view.once(candidates_answer, partial(candidates_answer, found)))
if found.rows.is_empty():
    st.stop()

call_cards(view, found)
