"""Win-back: how many come back, how fast, after which exits, and do they stay?"""

import streamlit as st

from insight.cards.returning.good_exits import SHARES, SPEED, good_exit_verdict
from insight.cards.returning.returned import (
    CHAMPIONS,
    CHAMPIONS_SHOWN,
    RETURNED,
    RETURNED_SHOWN,
    SECOND_STAY,
)
from insight.cards.returning.win_back import CURVES, RATES
from insight.metrics.good_exits import good_exits
from insight.metrics.hypotheses import Hypothesis, conclusions
from insight.ui.access import require
from insight.ui.cards import list_card
from insight.ui.components import empty_card, empty_state, in_a_row
from insight.ui.controls import split_switch
from insight.ui.rows import only
from insight.ui.view import current_view

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="Returns are read from win_backs.csv beside it.")

if view.found(RATES, by=None).is_empty():
    st.markdown("**Nobody left** in this period, with these filters.")
    st.stop()

st.markdown(
    good_exit_verdict(view.unfiltered.measure(conclusions)[Hypothesis.GOOD_EXIT])
)
split = split_switch()
left, right = st.columns([2, 3])
with left:
    view.show(RATES, by=split)
    view.show(SECOND_STAY)
with right:
    view.show(CURVES, by=split)
with in_a_row(2):
    found = view.measure(good_exits)
    view.show(SHARES, found=found)
    view.show(SPEED, found=found)
back = view.finished(RETURNED)
list_card(back, only(back.rows, *RETURNED_SHOWN, "account_id"))
if CHAMPIONS.needs in view.facts.present:
    brought = view.finished(CHAMPIONS)
    list_card(brought, only(brought.rows, *CHAMPIONS_SHOWN, "account_id"))
else:
    empty_card(CHAMPIONS.title, file=CHAMPIONS.needs)
