"""How well do we let them go?"""

import streamlit as st

from insight.cards.offboarding.experience import (
    CLOSING,
    CONTACTS,
    GOOD_BY_MONTH,
    PROMISES,
    good_answer,
)
from insight.cards.offboarding.scores import EASE, NPS, PERIOD, REASON, RESPONSE
from insight.metrics.offboarding import good_shares
from insight.ui.access import require
from insight.ui.components import empty_state, in_a_row
from insight.ui.controls import switch
from insight.ui.view import current_view

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="offboarding.csv says how each of them was handled.")
if "offboarding" not in view.facts.present:
    empty_state(file="offboarding", page="Each exit then has its promises and scores.")

good = view.measure(good_shares)
if good.is_empty():
    st.markdown("**Nobody left** in this period with a record of how it went.")
    st.stop()

answer = good_answer(good.row(0, named=True), view.choices)
st.markdown(f"**{answer}**: promises kept and no hard fail.")
with in_a_row(2):
    view.show(PROMISES)
    view.show(GOOD_BY_MONTH)
by = switch("Scores by", [REASON, PERIOD], key="scores")
with in_a_row(2):
    view.show(EASE, by=by)
    view.show(NPS, by=by)
with in_a_row(3):
    view.show(RESPONSE)
    view.show(CONTACTS)
    view.show(CLOSING)
