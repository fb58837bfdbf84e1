"""Whom should we call?"""

import streamlit as st

from insight.cards.returning.call_list import AGREED, CALLS, LISTED, NOT_ASKED, left_out
from insight.cards.returning.call_score import SCORE
from insight.metrics.call_order import call_order
from insight.ui.access import require
from insight.ui.cards import list_card, words_card
from insight.ui.components import LIST_HEIGHT, empty_state
from insight.ui.rows import only
from insight.ui.view import current_view

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="Former customers are then listed here.")

order = view.of_facts(call_order)
called = view.finished(CALLS, order=order)
st.markdown(f"**{called.finding}** {left_out(view.found(CALLS, order=order))}")
if called.rows.is_empty():
    st.stop()

words_card(view.finished(SCORE, order=order), [])
for card in (AGREED, NOT_ASKED):
    calls = view.finished(card, order=order)
    list_card(calls, only(calls.rows, *LISTED), height=LIST_HEIGHT)
