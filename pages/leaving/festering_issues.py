"""Which exits were festering?"""

import streamlit as st

from insight.metrics.festering_hazard import festering_hazard
from insight.metrics.festering_rates import festering_total
from insight.metrics.hypotheses import Hypothesis, conclusions
from insight.ui.access import require
from insight.ui.components import empty_state, in_a_row
from insight.ui.leaving.festering import (
    backtest_card,
    ratio_card,
    share_card,
    trail_cards,
)
from insight.ui.leaving.festering_words import festering_answer, requests_answer
from insight.ui.view import current_view

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="issues.csv says what they had trouble with.")
if "issues" not in view.facts.present:
    empty_state(file="issues", page="Exits are then held against what was open.")

totals = view.measure(festering_total)
hazard = view.measure(festering_hazard)
requests = requests_answer(
    hazard,
    view.of_everybody(conclusions)[Hypothesis.FESTERING],
    is_filtered=view.is_filtered,
)
st.markdown(
    f"{festering_answer(totals.row(0, named=True), choices=view.choices)} {requests}"
)

with in_a_row(3):
    share_card(view, totals)
    ratio_card(view)
    backtest_card(view)
trail_cards(view)
