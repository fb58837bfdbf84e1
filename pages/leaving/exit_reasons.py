"""Reasons for leaving: which, how costly, and whether they were within our control."""

import streamlit as st

from insight.cards.leaving.control import CONTROL, TREND
from insight.cards.leaving.reasons import REASONS
from insight.cards.leaving.records import AGREEMENT, BEHIND, WANTED, stated_words
from insight.cards.leaving.segments import BY_SEGMENT
from insight.metrics.coders import stated_agreement
from insight.metrics.reasons import meanings
from insight.ui.access import require
from insight.ui.answers import meanings_line
from insight.ui.cards import list_card
from insight.ui.components import empty_state, in_a_row
from insight.ui.controls import basis_switch, named_switch, reason_choice
from insight.ui.rows import without
from insight.ui.view import current_view

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="Reasons are read from the exit records.")

with st.container(horizontal=True):
    basis, named = basis_switch(view.measure(meanings)), named_switch()
view.show(REASONS, basis=basis, named_at_all=named)
reasons = view.found(REASONS, basis=basis, named_at_all=named)
if reasons.height and (code := reason_choice(reasons)):
    exits = view.finished(BEHIND, basis=basis, code=code)
    list_card(exits, without(exits.rows, "reason", "segment"))

with in_a_row(2):
    view.show(CONTROL, basis=basis)
    view.show(TREND, basis=basis)
    view.show(BY_SEGMENT, basis=basis)
    pairs = view.finished(AGREEMENT)
    list_card(pairs, pairs.rows)
wanted = view.finished(WANTED, basis=basis)
list_card(wanted, wanted.rows)
st.caption(stated_words(view.measure(stated_agreement)))
st.caption(meanings_line(view.measure(meanings), basis=basis))
