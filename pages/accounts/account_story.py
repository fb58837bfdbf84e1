"""What happened with this one?"""

from functools import partial

import streamlit as st

from insight.charts.account_story import account_story_chart
from insight.formats import plural
from insight.metrics.account import account
from insight.metrics.account_story import story
from insight.metrics.reasons import Basis, exits_behind
from insight.store.judgements import judgement_history
from insight.ui import limits
from insight.ui.access import require
from insight.ui.accounts.account_choice import (
    MOST_LISTED,
    account_box,
    asked_for,
    known_accounts,
)
from insight.ui.accounts.account_words import (
    account_answer,
    account_line,
    story_finding,
)
from insight.ui.components import empty_state, figure_card, table_card
from insight.ui.loads import engine, rows_of_account
from insight.ui.rows import first
from insight.ui.staying.judging import told_card, told_rows
from insight.ui.view import current_view
from insight.ui.whole import whole_note

require("viewer")
view = current_view()
if view.facts.is_empty:
    empty_state(file="accounts", page="exits.csv adds who left, when and why.")

accounts = view.once(known_accounts, partial(known_accounts, view.facts))
asked = account_box(accounts)
meant = asked_for(accounts, asked)

if asked and meant.is_empty():
    st.markdown("**No account** has this in its name or its id.")
    st.stop()

if meant.height > 1:
    table_card(
        "Which of these?",
        meant,
        note=whole_note(
            view,
            f"A table of {plural(meant.height, 'account')} that fit.",
            f"the first {MOST_LISTED} at most",
            limits=limits.STORY,
        ),
    )
    st.stop()

if not asked:
    latest = first(view.measure(exits_behind, basis=Basis.RECORDS), MOST_LISTED)
    st.markdown("Choose an account, or open one of **those who left last**.")
    table_card(
        "Who left last?",
        latest,
        note=view.note(
            f"A table of the latest {plural(latest.height, 'exit')}.",
            f"the latest {plural(latest.height, 'exit')}",
            limits=limits.EXITS,
        ),
    )
    st.stop()

chosen = account(view.facts, account_id=meant["account_id"][0])
if chosen is None:
    st.stop()
tables = rows_of_account(chosen.account_id)
happened = story(view.facts, account_id=chosen.account_id, tables=tables)
st.text(account_line(chosen))
st.markdown(account_answer(chosen, currency=view.currency))
if happened.is_empty():
    st.stop()

note = whole_note(
    view,
    story_finding(chosen, happened),
    plural(happened.height, "entry", "entries"),
    limits=limits.STORY,
)
in_order = happened.drop("lane", "kind").select(
    "date", "until", "what", "detail", "mrr"
)
figure_card(
    "What happened, and when?",
    account_story_chart(
        happened,
        as_of=view.facts.as_of,
        palette=view.palette,
        currency=view.currency,
    ),
    in_order,
    note=note,
)
table_card("In order of days", in_order, note=note)
judged = judgement_history(engine()).filter(account_id=chosen.account_id)
told_card(view, told_rows(view, judged))
