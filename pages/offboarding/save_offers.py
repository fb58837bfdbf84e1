"""When does saving help?"""

import streamlit as st

from insight.cards.offboarding.save_funnel import FUNNEL, FUNNEL_LISTED, saves_answer
from insight.cards.offboarding.save_lists import LET_GO, LET_GO_LISTED, LOST, YOUNG
from insight.cards.offboarding.save_offers import (
    BY_REASON,
    BY_TIMES,
    BY_TYPE,
)
from insight.ui.access import require
from insight.ui.cards import list_card
from insight.ui.components import empty_state, in_a_row
from insight.ui.rows import only
from insight.ui.view import current_view

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="cancellation_requests.csv says who asked to leave.")
if "cancellation_requests" not in view.facts.present:
    empty_state(
        file="cancellation_requests",
        page="save_offers.csv adds what they were offered.",
    )

accepted, stayed = saves_answer(view.found(FUNNEL), view.choices)
st.markdown(f"**{accepted}** {stayed}")
funnel = view.finished(FUNNEL)
if funnel.rows.is_empty():
    st.stop()

with in_a_row(2):
    list_card(funnel, only(funnel.rows, *FUNNEL_LISTED))
    view.show(BY_TYPE)
    view.show(BY_REASON)
    view.show(BY_TIMES)
kindly = view.finished(LET_GO)
list_card(kindly, only(kindly.rows, *LET_GO_LISTED))
with in_a_row(2):
    for card in (LOST, YOUNG):
        saves = view.finished(card)
        list_card(saves, saves.rows)
