"""Who may be next?"""

from functools import partial

import streamlit as st

from insight.metrics.risk import early_warning
from insight.statistics.estimates import Refusal
from insight.store.judgements import judgement_history
from insight.ui.access import require
from insight.ui.components import empty_state
from insight.ui.loads import engine
from insight.ui.staying.early_warning import (
    CUSTOMERS,
    check_cards,
    list_card,
    shown_switch,
)
from insight.ui.staying.judging import judgement_cards, judging_box
from insight.ui.staying.warning_words import warning_answer
from insight.ui.view import current_view

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="cancellation_requests.csv says who asked to leave.")
for file in ("subscriptions", "cancellation_requests"):
    if file not in view.facts.present:
        empty_state(
            file=file, page="Who asked to leave before teaches who may be next."
        )

found = view.measure(early_warning)
if isinstance(found, Refusal):
    st.markdown(f"**Cannot be told yet.** {found.reason}")
    st.stop()

answer = partial(warning_answer, found, choices=view.choices)
st.markdown(view.once(warning_answer, answer))
if found.scores.is_empty():
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom"):
    shown = shown_switch()
    judging_box(found.scores, within_days=found.horizon)
judgements = judgement_history(engine())
if shown == CUSTOMERS:
    list_card(view, found, judgements)
    judgement_cards(view, judgements)
else:
    check_cards(view, found)
