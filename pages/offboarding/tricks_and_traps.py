"""Do we play tricks?"""

import streamlit as st

from insight.charts.signals import monthly_share_chart
from insight.charts.traps import failed_checks_chart
from insight.formats import plural
from insight.metrics.traps import coverage
from insight.ui.access import require
from insight.ui.components import empty_state, figure_card, table_card
from insight.ui.offboarding import limits
from insight.ui.offboarding.traps import (
    ANY,
    CHECK_WORDS,
    EVERY_CHECK,
    check_choice,
    failing_with,
    failures_by_month,
    named_checks,
)
from insight.ui.offboarding.traps_words import (
    checks_finding,
    failing_finding,
    known_finding,
    last_month_finding,
    months_finding,
    traps_answer,
    worst_finding,
)
from insight.ui.rows import without
from insight.ui.view import current_view

require("viewer")
view = current_view()
if not view.facts.present & {"exits", "subscriptions"}:
    empty_state(file="exits", page="offboarding.csv says how each of them was handled.")
if "offboarding" not in view.facts.present:
    empty_state(file="offboarding", page="Each exit is then checked for tricks.")

checks = view.measure(named_checks)
with_record, records = view.measure(coverage)
st.markdown(
    traps_answer(
        view.measure(failures_by_month, check=ANY),
        checks,
        coverage=(with_record, records),
        choices=view.choices,
    )
)
if not with_record:
    st.stop()

n = plural(with_record, "exit")
shares, counts = st.columns([2, 3])
with shares:
    figure_card(
        "Checks that failed",
        failed_checks_chart(checks, palette=view.palette, choices=view.choices),
        checks,
        answer=worst_finding(checks, choices=view.choices),
        note=view.note(
            checks_finding(checks),
            f"{n} with an offboarding record",
            "failed of known and applicable, share with 95% interval",
            limits=limits.CHECKS,
        ),
    )
with counts:
    table_card(
        "Checks in numbers",
        without(checks, "low", "high"),
        whole=checks,
        note=view.note(
            known_finding(checks),
            f"{n} with an offboarding record",
            "n = passed + failed; share of n that failed",
            limits=limits.CHECK_COUNTS,
        ),
    )

check = check_choice()
words = EVERY_CHECK if check == ANY else CHECK_WORDS[check]
months = view.measure(failures_by_month, check=check)
failing = view.measure(failing_with, check=check)
figure_card(
    "Failed checks by month",
    monthly_share_chart(
        months, words="failed", palette=view.palette, choices=view.choices
    ),
    months,
    answer=last_month_finding(months, what="failed a check"),
    note=view.note(
        months_finding(months, what=f"{words}, exits that failed by month"),
        f"{words}: share of {plural(int(months['n'].sum()), 'exit')} that failed",
        "each month against the months before it, diamond = signal",
        limits=limits.FAILURES_BY_MONTH,
    ),
)
table_card(
    "Exits that failed a check",
    failing,
    note=view.note(
        failing_finding(failing),
        f"{words}: {plural(failing.height, 'exit')}",
        "most failures first, with who handled it and the evidence",
        limits=limits.FAILING,
    ),
)
