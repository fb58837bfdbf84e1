"""Do they come back, and does a good exit matter?"""

import streamlit as st

from insight.charts.returns import return_curve_chart, win_back_chart
from insight.formats import plural
from insight.metrics.good_exits import good_exits
from insight.metrics.hypotheses import Hypothesis, conclusions
from insight.metrics.returns import regained, returned_accounts
from insight.ui import findings, limits
from insight.ui.access import require
from insight.ui.answers import regained_answer, returns_answer
from insight.ui.components import empty_state, figure_card, table_card
from insight.ui.controls import split_switch
from insight.ui.measures import named_curves, named_rates, named_risk
from insight.ui.returning.good_exit_words import good_exit_answer
from insight.ui.returning.good_exits import good_exit_cards
from insight.ui.returning.second_life import second_life_cards
from insight.ui.rows import where
from insight.ui.view import current_view

ANSWERED_AT = 180

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="Returns are read from win_backs.csv beside it.")

overall = view.measure(named_rates)
if overall.is_empty():
    st.markdown("**Nobody left** in this period, as far as these filters go.")
    st.stop()

good_exit_words = good_exit_answer(
    view.measure(good_exits),
    view.of_everybody(conclusions)[Hypothesis.GOOD_EXIT],
    is_filtered=view.is_filtered,
)
at = where(overall, "horizon", ANSWERED_AT).row(0, named=True)
st.markdown(
    f"{returns_answer(at, horizon=ANSWERED_AT, choices=view.choices)} {good_exit_words}"
)
split = split_switch()
curves = view.measure(named_curves, by=split)
rates = view.measure(named_rates, by=split)
risk = named_risk(curves, choices=view.choices)
n = plural(int(at["n"]), "exit")

figure_card(
    "How many are back, and how fast?",
    return_curve_chart(curves, risk, palette=view.palette, choices=view.choices),
    curves,
    note=view.note(
        findings.rates_finding(rates),
        f"{n}",
        "cumulative share returned (Aalen-Johansen) with 95% band",
        "dotted below 10 at risk, ended below 5",
        limits=limits.RETURNS,
    ),
)
good_exit_cards(view)
left, right = st.columns([2, 3])
with left:
    figure_card(
        "What share is back by when?",
        win_back_chart(rates, palette=view.palette, choices=view.choices),
        rates,
        note=view.note(
            findings.rates_finding(rates), f"{n}, 95% interval", limits=limits.RATES
        ),
    )
with right:
    again = view.measure(regained).row(0, named=True)
    accounts = view.measure(returned_accounts)
    table_card(
        "Who came back?",
        accounts,
        note=view.note(
            f"A table of {plural(accounts.height, 'return')}, the latest first.",
            regained_answer(again, currency=view.currency),
            limits=limits.REGAINED,
        ),
    )
second_life_cards(view)
