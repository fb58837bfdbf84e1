"""Account story: the life of one account on one timeline."""

import streamlit as st

from insight.cards.accounts.story import (
    EVENTS,
    MATCHES,
    SHOWN,
    account_answer,
    account_line,
    timeline,
)
from insight.cards.leaving.exits import EXITS, LISTED
from insight.metrics.account import account
from insight.metrics.account_search import asked_for
from insight.metrics.reasons import Basis
from insight.store.judgements import judgement_history
from insight.ui.access import require
from insight.ui.accounts.account_choice import account_box
from insight.ui.cards import draw_card, list_card
from insight.ui.components import empty_state
from insight.ui.loads import engine, rows_of_account
from insight.ui.rows import first, only
from insight.ui.staying.judging import told_card, told_rows
from insight.ui.typed import words_to_find
from insight.ui.view import current_view

MOST_LISTED = 50

require("viewer")
view = current_view()
if view.facts.is_empty:
    empty_state(file="accounts", page="exits.csv adds who left, when and why.")

accounts = view.found(MATCHES)
asked = account_box(accounts)
meant = asked_for(accounts, asked, words=words_to_find(asked))

if asked and meant.is_empty():
    st.markdown("**No account** has this in its name or its id.")
    st.stop()

if meant.height > 1:
    named = meant.drop("label")
    matches = MATCHES.finished(named, choices=view.choices, palette=view.palette)
    list_card(matches, first(named, MOST_LISTED))
    st.stop()

if not asked:
    latest = view.finished(EXITS[Basis.RECORDS], basis=Basis.RECORDS)
    list_card(latest, only(first(latest.rows, MOST_LISTED), *LISTED, "account_id"))
    st.stop()

chosen = account(view.facts, account_id=meant["account_id"][0])
if chosen is None:
    st.stop()
tables = rows_of_account(chosen.account_id)
happened = EVENTS.measure(
    view.facts, view.selection, account_id=chosen.account_id, tables=tables
)
st.text(account_line(chosen, tables["accounts"]))
st.markdown(account_answer(chosen, currency=view.currency))
if happened.is_empty():
    st.stop()

life = timeline(
    chosen,
    happened,
    as_of=view.facts.as_of,
    choices=view.choices,
    palette=view.palette,
)
draw_card(life)
in_order = happened.select(SHOWN)
list_card(
    EVENTS.finished(in_order, choices=view.choices, palette=view.palette), in_order
)
judged = judgement_history(engine()).filter(account_id=chosen.account_id)
told_card(view, told_rows(view, judged))
