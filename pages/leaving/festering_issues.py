"""Festering issues: do they precede leaving, and would they have warned of it?"""

import streamlit as st

from insight.cards.leaving.festering import (
    LEAVERS,
    RATIO,
    festering_verdict,
    festering_words,
)
from insight.cards.leaving.festering_topics import TOPICS
from insight.cards.leaving.festering_warning import BEHIND, LISTED, TIMELINE, WARNING
from insight.metrics.hypotheses import Hypothesis, conclusions
from insight.ui.access import require
from insight.ui.cards import list_card
from insight.ui.components import empty_state, in_a_row
from insight.ui.rows import only
from insight.ui.view import current_view

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="issues.csv says what they had trouble with.")
if "issues" not in view.facts.present:
    empty_state(file="issues", page="Exits are then compared with what was open.")

st.markdown(
    festering_verdict(view.unfiltered.measure(conclusions)[Hypothesis.FESTERING])
)
st.caption(festering_words(view.choices))
with in_a_row(3):
    view.show(LEAVERS)
    view.show(RATIO)
    view.show(WARNING)
topics = view.finished(TOPICS)
list_card(topics)
view.show(TIMELINE)
behind = view.finished(BEHIND)
list_card(behind, only(behind.rows, *LISTED, "account_id"))
