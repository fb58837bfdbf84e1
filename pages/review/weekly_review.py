"""Weekly review: decisions, exits of the week, signals, returns and promises."""

from functools import partial

import streamlit as st

from insight.metrics.restated import restated
from insight.metrics.week_review import week_review
from insight.review.contents import account_names, pack
from insight.store.decisions import decisions_of
from insight.ui.access import require
from insight.ui.components import empty_state
from insight.ui.filters import in_force
from insight.ui.loads import engine
from insight.ui.review.decisions import decision_list, seen
from insight.ui.review.review_files import review_files
from insight.ui.review.week_cards import exit_cards, signal_cards
from insight.ui.review.week_links import links
from insight.ui.review.week_tables import week_tables
from insight.ui.review.week_words import known_words
from insight.ui.review.weeks import THEN, as_then, known_choice, of_week, week_choice
from insight.ui.view import current_view

require("viewer")
now = current_view()
if not now.facts.present & {"exits", "subscriptions"}:
    empty_state(
        file="exits", page="Each week then has its exits, returns and decisions."
    )

with st.container(horizontal=True, vertical_alignment="bottom"):
    week = week_choice(now)
    known = known_choice()
if week is None:
    st.markdown("**No week is over yet** in this data: the first ends on a Sunday.")
    st.stop()

now = of_week(now, week)
then = as_then(now, week)
view = then if known == THEN else now
found = view.measure(week_review, week=week)
changed = now.once(
    (restated, week),
    partial(restated, then.facts, now.facts, now.selection, week=week),
)
decided = decisions_of(engine(), known_in=week.label if known == THEN else None)
decisions = seen(decided, now.facts)
review = view.once(
    (pack, week, *decisions),
    partial(
        pack,
        found,
        view.facts,
        week=week,
        filters=in_force(view.selection, currency=view.currency),
        decisions=decisions,
        restated=changed,
        is_sample=view.look.basis.state.is_sample,
    ),
)
decision_list(
    decisions,
    week=week,
    names=account_names(view.facts, {d.content.subject for d in decisions}),
    links=view.once((links, week), partial(links, found, review.signals)),
    facts=now.facts,
)
exit_cards(review.cards, week=week, note=review.exits_note)
signal_cards(view, review.signals)
week_tables(view, found, changed, week=week)
st.caption(known_words(view.facts, week=week))
review_files(review, found, currency=view.currency)
