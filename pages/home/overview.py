"""Overview: what was lost, what could have been prevented, who came back."""

import streamlit as st

from insight.cards.home.overview import (
    MOVES,
    MRR_BRIDGE,
    MRR_BY_MONTH,
    RETENTION,
    TOP_REASONS,
)
from insight.metrics.monthly import monthly
from insight.metrics.reasons import meanings
from insight.ui.access import require
from insight.ui.answers import reconciled
from insight.ui.components import empty_state, in_a_row
from insight.ui.frame import prices_note
from insight.ui.home.attention import attention_cards, change_card, today_card
from insight.ui.home.verdicts import verdict_row
from insight.ui.view import current_view

require("viewer")
view = current_view()
if view.facts.is_empty:
    empty_state(file="exits", page="It is enough to see why customers leave.")

prices_note(view.look)
verdict_row(view)
today_card(view)
with in_a_row(2):
    view.show(TOP_REASONS, basis=view.measure(meanings).basis)
    view.show(MRR_BY_MONTH)
    view.show(MOVES)
    view.show(RETENTION)
change_card(view)
with in_a_row(2):
    view.show(MRR_BRIDGE)
    with st.container():
        attention_cards(view)
if view.facts.present & {"subscriptions"}:
    st.caption(reconciled(view.measure(monthly)))
