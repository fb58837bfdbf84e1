"""Do we play tricks?"""

import streamlit as st

from insight.cards.offboarding.traps import (
    ANY,
    CHECK_WORDS,
    CHECKED,
    FAILED_BY_MONTH,
    FAILING,
    LISTED,
    traps_answer,
)
from insight.metrics.traps import coverage
from insight.ui.access import require
from insight.ui.cards import list_card
from insight.ui.components import LIST_HEIGHT, empty_state, in_a_row
from insight.ui.rows import only
from insight.ui.view import current_view

LABELS = {ANY: "Any check"} | CHECK_WORDS

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="offboarding.csv says how each of them was handled.")
if "offboarding" not in view.facts.present:
    empty_state(file="offboarding", page="Each exit is then checked for tricks.")

known, records = view.measure(coverage)
failed, seen = traps_answer(
    view.found(FAILED_BY_MONTH), known=known, records=records, choices=view.choices
)
st.markdown(f"**{failed}** {seen}")
if not known:
    st.stop()

check = st.selectbox(
    "Check",
    list(LABELS),
    format_func=LABELS.__getitem__,
    key="check",
    bind="query-params",
    width=360,
)
with in_a_row(2):
    view.show(CHECKED)
    view.show(FAILED_BY_MONTH, check=check)
failing = view.finished(FAILING, check=check)
list_card(failing, only(failing.rows, *LISTED), height=LIST_HEIGHT)
