"""What holds here?"""

import streamlit as st

from insight.metrics.beliefs import beliefs
from insight.ui.access import require
from insight.ui.components import empty_state
from insight.ui.home.belief_words import beliefs_answer
from insight.ui.home.beliefs import belief_cards, number_cards
from insight.ui.view import current_view

require("viewer")
view = current_view()
st.title("What holds here?", anchor=False)
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="Each belief about leaving is then held against it.")

found = view.measure(beliefs)
st.markdown(beliefs_answer(found))
belief_cards(view, found)
number_cards(view, found)
