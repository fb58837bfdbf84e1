"""What does this number mean?"""

from functools import partial

import streamlit as st

from insight.cards.card import Finished
from insight.formats import plural
from insight.store.mappings import all_remembered
from insight.ui import limits
from insight.ui.access import may, require
from insight.ui.cards import list_card
from insight.ui.data.choice_editor import (
    choice_changes,
    choice_editor,
    currency_editor,
    time_zone_editor,
)
from insight.ui.data.meanings import definitions, fitting
from insight.ui.data.reason_editor import reason_editor
from insight.ui.data.reference import choices_in_force, raw_reasons, reason_table
from insight.ui.data.word_editor import word_editor
from insight.ui.loads import engine
from insight.ui.view import current_view
from insight.words import typeset

require("viewer")
view = current_view()
known = definitions()
search = st.text_input(
    "Find a definition",
    key="find",
    bind="query-params",
    placeholder="For example churn, grace, NPS",
    icon=":material/search:",
    width=480,
)
found = fitting(known, search or "")
st.markdown(
    f"What each number is, which choice it rests on, and where the definition comes from: "
    f"**{len(found)} of {plural(len(known), 'section')}**."
)
for section in found:
    with st.expander(f"{section.number} {section.title}", expanded=bool(search)):
        st.markdown(typeset(section.text))

with st.container(horizontal=True):
    choice_editor(view)
    currency_editor(view)
    time_zone_editor()
choices = view.once(choices_in_force, partial(choices_in_force, view.facts))
list_card(
    Finished(
        "Choices in force",
        f"{plural(choices.height, 'choice')} decide what is counted.",
        limits.CHOICES,
        choices,
    )
)

choice_changes()
reason_editor()
word_editor()
reasons = reason_table()
saved = all_remembered(engine()) if may("see uploads") else []
raw = raw_reasons(
    [
        dict(part)
        for kept in saved
        for part in kept.mapping.get("mappings", [kept.mapping])
    ]
)
left, right = st.columns([3, 2])
with left:
    list_card(
        Finished(
            "Reasons",
            f"{plural(reasons.height, 'reason')} by theme.",
            limits.TAXONOMY,
            reasons,
        ),
        reasons.drop("reason_code"),
    )
with right:
    list_card(
        Finished(
            "Words for reasons",
            f"{plural(raw.height, 'word')} that files use for reasons.",
            limits.RAW_WORDS,
            raw,
        )
    )
