"""Why do they leave?"""

from functools import partial

import streamlit as st

from insight.charts.reasons import (
    control_rows,
    control_trend_chart,
    in_order,
    reason_mrr_chart,
    reason_share_chart,
    shortlist,
)
from insight.formats import plural
from insight.metrics.reasons import (
    control_counts,
    control_trend,
    exits_behind,
    meanings,
    reason_counts,
)
from insight.ui import findings, limits
from insight.ui.access import require
from insight.ui.answers import meanings_line, reasons_answer
from insight.ui.components import (
    empty_card,
    empty_state,
    figure_card,
    in_a_row,
    table_card,
)
from insight.ui.controls import basis_switch, pick_reason, reason_choice
from insight.ui.leaving.more_reasons import more_reason_cards
from insight.ui.view import current_view

KNOWN, UNKNOWN = 10, 4

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="Reasons are read from the exit records.")

answer = st.container()
basis = basis_switch()
reasons = in_order(view.measure(reason_counts, basis=basis), choices=view.choices)
controls = control_rows(view.measure(control_counts, basis=basis))
with answer:
    st.markdown(reasons_answer(reasons, controls, basis=basis))
    st.caption(meanings_line(view.measure(meanings), basis=basis))
if reasons.is_empty():
    st.stop()

n = plural(int(reasons["exits"].sum()), "exit")
frequent = shortlist(reasons, known=KNOWN, unknown=UNKNOWN)
with in_a_row(2):
    figure_card(
        "Which reasons are most frequent?",
        reason_share_chart(frequent, palette=view.palette, choices=view.choices),
        reasons,
        note=view.note(
            findings.reasons_finding(frequent),
            f"{n} by primary reason",
            f"share with 95% interval, the first {KNOWN} and the unknown",
            "click a dot for its exits",
            limits=limits.REASONS,
        ),
        on_pick=partial(pick_reason, frequent["code"].to_list()),
    )
    if reasons["mrr_known"].sum():
        known = plural(int(reasons["mrr_known"].sum()), "exit")
        ordered = in_order(reasons, choices=view.choices, by="mrr")
        costly = shortlist(ordered, known=KNOWN, unknown=UNKNOWN)
        figure_card(
            "Which reasons cost most?",
            reason_mrr_chart(costly, palette=view.palette, currency=view.currency),
            ordered,
            note=view.note(
                findings.mrr_finding(costly, currency=view.currency),
                f"MRR before the exit, of {known} where it is known",
                f"the first {KNOWN} and the unknown",
                "click a bar for its exits",
                limits=limits.REASONS_MRR,
            ),
            on_pick=partial(pick_reason, costly["code"].to_list()),
        )
    else:
        empty_card("Which reasons cost most?", file="subscriptions")

chosen = reason_choice(reasons)
exits = view.measure(exits_behind, basis=basis, code=chosen)
table_card(
    "Which exits are behind it?",
    exits,
    note=view.note(
        f"A table of {plural(exits.height, 'exit')}, the latest first.",
        plural(exits.height, "exit"),
        "latest first",
        limits=limits.EXITS,
    ),
)

with in_a_row(2):
    figure_card(
        "Whose control was it in?",
        reason_share_chart(controls, palette=view.palette, choices=view.choices),
        controls,
        note=view.note(
            findings.reasons_finding(controls),
            f"{n}, share with 95% interval",
            limits=limits.CONTROL,
        ),
    )
    trend = view.measure(control_trend, basis=basis)
    figure_card(
        "Does it change over time?",
        control_trend_chart(trend, palette=view.palette),
        trend,
        note=view.note(
            findings.trend_finding(trend),
            f"{n} per month, one scale",
            limits=limits.TREND,
        ),
    )

more_reason_cards(view, basis=basis, frequent=frequent)
