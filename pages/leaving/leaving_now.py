"""Who is leaving now?"""

import streamlit as st

from insight.cards.leaving.leaving_now import (
    BY_MONTH,
    LISTED,
    UNDER_WAY,
    leaving_answer,
)
from insight.ui.access import require
from insight.ui.cards import list_card
from insight.ui.components import LIST_HEIGHT, empty_state
from insight.ui.rows import only
from insight.ui.view import current_view
from insight.words import typeset

EVERY_OWNER = "Every owner"

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="cancellation_requests.csv says who asked to leave.")
if "cancellation_requests" not in view.facts.present:
    empty_state(
        file="cancellation_requests",
        page="Everyone who asked and is still here is then listed.",
    )

everyone = view.finished(UNDER_WAY)
answer = leaving_answer(everyone.rows, view.choices)
st.markdown(typeset(f"**{answer}**"))
if everyone.rows.is_empty():
    st.stop()
view.show(BY_MONTH)
owners = sorted(everyone.rows["owner"].drop_nulls().unique().to_list())
chosen = st.selectbox(
    "Owner", [EVERY_OWNER, *owners], key="owner", bind="query-params", width=360
)
leaving = view.finished(UNDER_WAY, owner="" if chosen == EVERY_OWNER else str(chosen))
list_card(leaving, only(leaving.rows, *LISTED), height=LIST_HEIGHT)
