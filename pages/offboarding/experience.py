"""How well do we let them go?"""

import streamlit as st

from insight.charts.experience import answers_chart, value_rows_chart
from insight.charts.group_shares import group_share_chart
from insight.charts.signals import monthly_share_chart
from insight.formats import plural
from insight.metrics.offboarding import days_to_close, good_shares
from insight.metrics.questionnaires import answer_counts, ease, exit_nps
from insight.ui.access import require
from insight.ui.components import empty_state, figure_card, in_a_row
from insight.ui.offboarding import experience as shown
from insight.ui.offboarding import experience_words as words
from insight.ui.offboarding import limits
from insight.ui.offboarding.traps_words import last_month_finding, months_finding
from insight.ui.rows import without
from insight.ui.view import current_view

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="offboarding.csv says how each of them was handled.")
if "offboarding" not in view.facts.present:
    empty_state(file="offboarding", page="Each exit then has its promises and scores.")

good = view.measure(good_shares)
if good.is_empty():
    st.markdown("**Nobody left** in this period with a record of how it went.")
    st.stop()

scores = view.measure(exit_nps).row(0, named=True)
eased = view.measure(ease).row(0, named=True)
closing = view.measure(days_to_close)
st.markdown(
    words.experience_answer(
        good.row(0, named=True), eased, scores, closing, choices=view.choices
    )
)
n = plural(int(good["records"][0]), "exit")

kept, months = st.columns([2, 3])
with kept:
    rows = view.measure(shown.promises)
    figure_card(
        "Promises kept",
        group_share_chart(rows, palette=view.palette, choices=view.choices),
        rows,
        answer=words.kept_finding(rows),
        note=view.note(
            words.shares_finding(rows, what="Kept"),
            f"{n} with an offboarding record",
            "kept of known and applicable, 95% interval",
            limits=limits.PROMISES,
        ),
    )
with months:
    trend = view.measure(shown.good_by_month)
    figure_card(
        "Good exits by month",
        monthly_share_chart(
            trend, words="were good", palette=view.palette, choices=view.choices
        ),
        trend,
        answer=last_month_finding(trend, what="were good"),
        note=view.note(
            months_finding(trend, what="Good exits by month"),
            f"share of {n} that were good",
            "each month against the months before it, diamond = signal",
            limits=limits.GOOD_BY_MONTH,
        ),
    )

with in_a_row(3):
    for title, measure, ends, what, row in zip(
        (
            "Ease by reason",
            "Exit NPS by reason",
            "Exit NPS by quarter",
        ),
        (shown.ease_by_reason, shown.nps_by_reason, shown.nps_by_quarter),
        ((1.0, 7.0), (-100.0, 100.0), (-100.0, 100.0)),
        ("Mean ease (7 = very easy)", "Exit NPS", "Exit NPS"),
        (eased, scores, scores),
        strict=True,
    ):
        groups = view.measure(measure)
        figure_card(
            title,
            value_rows_chart(
                groups, ends=ends, palette=view.palette, choices=view.choices
            ),
            groups,
            answer=words.value_finding(groups, what=what),
            note=view.note(
                words.values_finding(groups, what=what),
                f"{what}, 95% interval",
                words.response_words(row),
                limits=limits.SCORES,
            ),
        )
    answers = view.measure(answer_counts, question="nps")
    figure_card(
        "Recommendation answers",
        answers_chart(answers, palette=view.palette),
        answers,
        answer=words.promoters_finding(answers),
        note=view.note(
            words.answers_finding(answers, what="Answers from 0 to 10"),
            words.response_words(scores),
            limits=limits.SCORES,
        ),
    )
    rows = view.measure(shown.answered)
    figure_card(
        "Response rate",
        group_share_chart(rows, palette=view.palette, choices=view.choices),
        rows,
        answer=words.answered_finding(rows),
        note=view.note(
            words.shares_finding(rows, what="Answered any question"),
            f"{n}, 95% interval",
            limits=limits.SCORES,
        ),
    )
    contacts = view.measure(shown.contacts_as_answers)
    figure_card(
        "Contacts needed",
        answers_chart(contacts, palette=view.palette),
        without(contacts, "answer"),
        answer=words.contacts_finding(contacts),
        note=view.note(
            words.answers_finding(contacts, what="Exits by contacts needed"),
            f"{plural(int(contacts['exits'].sum()), 'exit')} where it is known, 5 = five or more",
            limits=limits.CONTACTS,
        ),
    )
by_reason = view.measure(shown.closing_by_reason)
longest = max([7.0, *filter(None, by_reason["high"])])
figure_card(
    "Days to close",
    value_rows_chart(
        by_reason, ends=(0.0, longest), palette=view.palette, choices=view.choices
    ),
    by_reason,
    answer=words.closing_finding(closing),
    note=view.note(
        words.values_finding(by_reason, what="Median days to close"),
        "median days from request to close, by reason, 95% interval",
        limits=limits.CLOSING,
    ),
)
