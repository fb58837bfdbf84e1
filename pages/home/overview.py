"""How are we doing?"""

import streamlit as st

from insight.charts.bridge import mrr_bridge_chart
from insight.charts.months import exits_and_returns_chart, retention_chart
from insight.charts.reasons import in_order, reason_share_chart, shortlist
from insight.formats import plural
from insight.metrics.bridge import bridge
from insight.metrics.exits_and_returns import exits_and_returns
from insight.metrics.headline import headline
from insight.metrics.monthly import monthly
from insight.metrics.reasons import reason_counts
from insight.ui import findings, limits
from insight.ui.access import require
from insight.ui.answers import overview_answer, reconciled
from insight.ui.components import empty_card, empty_state, figure_card
from insight.ui.filters import as_of_words
from insight.ui.frame import data_age
from insight.ui.home.attention import attention_cards, change_card
from insight.ui.home.headline import headline_figures, headline_row
from insight.ui.measures import trailing_rates
from insight.ui.view import current_view
from insight.ui.words import period_words

KNOWN, UNKNOWN = 5, 2

require("viewer")
view = current_view()
st.title("How are we doing?", anchor=False)
if view.facts.is_empty:
    empty_state(file="exits", page="It is enough to see why customers leave.")

figures, months = view.measure(headline), view.measure(monthly)
moves = view.measure(exits_and_returns)
reasons = in_order(view.measure(reason_counts), choices=view.choices)
st.markdown(
    overview_answer(
        figures, reasons, period=period_words(view.selection), choices=view.choices
    )
)
headline_row(headline_figures(figures, months, moves, currency=view.currency))
change_card(view)
attention_cards(view)

paid = "subscriptions" in view.facts.present
if paid:
    (moved, why), (kept, months_of) = st.columns([3, 2]), st.columns([3, 2])
else:
    why, months_of = st.columns(2)
    empty_card("What moved MRR, and how much do we keep?", file="subscriptions")

with why:
    top = shortlist(reasons, known=KNOWN, unknown=UNKNOWN)
    figure_card(
        "Why did they leave?",
        reason_share_chart(top, palette=view.palette, choices=view.choices),
        reasons,
        note=view.note(
            findings.reasons_finding(top),
            f"the most frequent of {plural(int(reasons['exits'].sum()), 'exit record')}",
            "share with 95% interval, colour = whose hands",
            limits=limits.REASONS,
        ),
    )

with months_of:
    figure_card(
        "Who left, who came back?",
        exits_and_returns_chart(moves, palette=view.palette),
        moves,
        note=view.note(
            findings.moves_finding(moves),
            "customers per month",
            "hatched = provisional",
            limits=limits.MOVES,
        ),
    )

if paid:
    with moved:
        steps = view.measure(bridge)
        figure_card(
            "What moved MRR?",
            mrr_bridge_chart(steps, palette=view.palette, currency=view.currency),
            steps,
            note=view.note(
                findings.bridge_finding(steps, currency=view.currency),
                "monthly snapshot movements",
                "hatched = provisional",
                limits=limits.BRIDGE,
            ),
        )
    with kept:
        rates = view.measure(trailing_rates)
        figure_card(
            "How much do we keep?",
            retention_chart(rates, palette=view.palette),
            rates,
            note=view.note(
                findings.retention_finding(rates),
                "over the twelve months up to each month",
                limits=limits.RETENTION,
            ),
        )
    st.markdown(reconciled(months))

st.caption(f"{as_of_words(view.facts)} · {data_age(view.look.basis.state)}")
