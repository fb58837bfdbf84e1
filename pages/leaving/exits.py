"""Exits: every one of the period, to search and to sort."""

import streamlit as st

from insight.cards.leaving.exits import EXITS, LISTED
from insight.formats import count
from insight.metrics.exit_search import matching
from insight.metrics.reasons import meanings
from insight.ui.access import require
from insight.ui.cards import list_card
from insight.ui.components import LIST_HEIGHT, empty_state
from insight.ui.controls import basis_switch
from insight.ui.leaving.exit_list import search_box, status_choice
from insight.ui.rows import first, only
from insight.ui.tables import MOST_ROWS
from insight.ui.typed import words_to_find
from insight.ui.view import current_view

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="Each exit is then a row that can be searched.")

basis = basis_switch(view.measure(meanings))
searched, became = st.columns([3, 2])
with searched:
    words = words_to_find(search_box())
with became:
    statuses = status_choice()
exits = view.found(EXITS[basis], basis=basis)
found = matching(exits, words=words, statuses=statuses)
if found.height < exits.height:
    st.markdown(f"**{count(found.height)} of {count(exits.height)}** match.")
card = EXITS[basis].finished(found, choices=view.choices, palette=view.palette)
shown = only(first(found, MOST_ROWS), *LISTED, "account_id")
list_card(card, shown, height=LIST_HEIGHT)
