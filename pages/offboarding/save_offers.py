"""When does saving help?"""

import streamlit as st

from insight.charts.group_shares import group_share_chart
from insight.charts.returns import win_back_chart
from insight.formats import plural
from insight.metrics.save_offers import young_saves
from insight.ui.access import require
from insight.ui.components import (
    empty_card,
    empty_state,
    figure_card,
    in_a_row,
    table_card,
)
from insight.ui.findings import rates_finding
from insight.ui.offboarding import limits
from insight.ui.offboarding.save_offers import (
    accepted_by_times,
    funnel_rows,
    let_go,
    lost_saves,
    offered_by_reason,
    returned_by_times,
    stuck_by_times,
)
from insight.ui.offboarding.save_words import (
    accepted_finding,
    all_finding,
    groups_finding,
    saves_answer,
)
from insight.ui.rows import without
from insight.ui.view import current_view

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="cancellation_requests.csv says who asked to leave.")
if "cancellation_requests" not in view.facts.present:
    empty_state(
        file="cancellation_requests",
        page="save_offers.csv adds what they were offered.",
    )

funnel = view.measure(funnel_rows)
st.markdown(saves_answer(funnel, choices=view.choices))
if funnel.is_empty():
    st.stop()

n = plural(int(funnel["n"][0]), "request")
days = max(view.choices.stick_days)
table_card(
    "From request to save",
    funnel,
    note=view.note(
        accepted_finding(funnel),
        n,
        "each step with what it is a share of, 95% interval",
        limits=limits.FUNNEL,
    ),
)
with in_a_row(2):
    for title, measure, what, about in (
        ("Offers by reason", offered_by_reason, "Got an offer", limits.OFFERED_BY_REASON),
        ("Accepted, by times shown", accepted_by_times, "Accepted", limits.TIMES),
        ("Stayed, by times shown", stuck_by_times, f"Stayed {days} days", limits.TIMES),
    ):  # fmt: skip
        groups = view.measure(measure)
        figure_card(
            title,
            group_share_chart(groups, palette=view.palette, choices=view.choices),
            groups,
            answer=all_finding(groups, what=what),
            note=view.note(
                groups_finding(groups, what=what),
                f"{what}: k of {int(groups['n'].sum()):,}, 95% interval",
                limits=about,
            ),
        )
    rates = view.measure(returned_by_times)
    if rates.is_empty():
        empty_card("Came back, by times shown", file="offboarding")
    else:
        figure_card(
            "Came back, by times shown",
            win_back_chart(rates, palette=view.palette, choices=view.choices),
            rates,
            note=view.note(
                rates_finding(rates),
                "share of exits back by then (Aalen-Johansen), 95% interval",
                limits=limits.RETURNED_BY_TIMES,
            ),
        )

kindly = view.measure(let_go)
table_card(
    "Let go without another offer",
    kindly,
    note=view.note(
        f"Another offer would only annoy {plural(kindly.height, 'customer')} who asked to leave.",
        f"{plural(kindly.height, 'open request')}, whenever made",
        "longest waiting first",
        limits=limits.LET_GO,
    ),
)
lost, young = view.measure(lost_saves), without(view.measure(young_saves), "request_id")
with in_a_row(2):
    for title, rows, words, about in zip(
        ("Saves lost later", "Saves too young to tell"),
        (lost, young),
        (f"gone within {days} days, the latest first", "the oldest first"),
        (limits.LOST_SAVES, limits.YOUNG),
        strict=True,
    ):
        counted = plural(rows.height, "save")
        table_card(
            title,
            rows,
            note=view.note(f"{counted}, {words}.", limits=about),
        )
