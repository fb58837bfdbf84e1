"""Who may be next?"""

import streamlit as st

from insight.cards.staying.early_warning import WARNING, warning_answer
from insight.cards.staying.track_record import HOLD, ODDS, WORTH
from insight.statistics.estimates import Refusal
from insight.store.judgements import judgement_history
from insight.ui.access import require
from insight.ui.cards import list_card
from insight.ui.components import empty_state, in_a_row
from insight.ui.controls import switch
from insight.ui.loads import engine
from insight.ui.staying.early_warning import warning_card
from insight.ui.staying.judging import judgement_cards, judging_box
from insight.ui.view import current_view

CUSTOMERS, TRACK_RECORD = "Customers", "Track record"

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="cancellation_requests.csv says who asked to leave.")
for file in ("subscriptions", "cancellation_requests"):
    if file not in view.facts.present:
        empty_state(
            file=file, page="Who asked to leave before teaches who may be next."
        )

found = view.found(WARNING)
stand_out, worth = warning_answer(found, view.choices)
st.markdown(f"**{stand_out}** {worth}")
if isinstance(found, Refusal) or found.scores.is_empty():
    st.stop()

with st.container(horizontal=True, vertical_alignment="bottom"):
    shown = switch("Show", [CUSTOMERS, TRACK_RECORD], key="show")
    judging_box(found.scores, within_days=found.horizon)
if shown == CUSTOMERS:
    judgements = judgement_history(engine())
    warning_card(view, found, judgements)
    judgement_cards(view, judgements)
else:
    score = view.finished(WORTH)
    list_card(score, score.rows)
    with in_a_row(2):
        view.show(HOLD)
        view.show(ODDS)
