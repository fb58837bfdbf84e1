"""What holds here?"""

import streamlit as st

from insight.metrics.hypotheses import hypotheses
from insight.ui.access import require
from insight.ui.components import empty_state
from insight.ui.home.hypotheses import hypothesis_cards, number_cards
from insight.ui.home.hypothesis_words import hypotheses_answer
from insight.ui.view import current_view

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(
        file="exits", page="Each hypothesis about leaving is then tested on it."
    )

judged = view.of_everybody(hypotheses)
st.markdown(hypotheses_answer(judged, is_filtered=view.is_filtered))
hypothesis_cards(view, judged)
number_cards(view)
