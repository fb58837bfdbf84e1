"""What does this number mean?"""

from functools import partial

import streamlit as st

from insight.formats import plural
from insight.store.mappings import all_remembered
from insight.ui import limits
from insight.ui.access import may, require
from insight.ui.components import table_card
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
from insight.ui.whole import whole_note
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
table_card(
    "Choices in force",
    choices,
    note=whole_note(
        view,
        f"A table of {plural(choices.height, 'choice')} with their values.",
        plural(choices.height, "choice"),
        limits=limits.CHOICES,
    ),
)

choice_changes(view)
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
    table_card(
        "Reasons",
        reasons,
        note=whole_note(
            view,
            f"A table of {plural(reasons.height, 'reason')} by theme.",
            plural(reasons.height, "reason"),
            limits=limits.TAXONOMY,
        ),
    )
with right:
    table_card(
        "Words for reasons",
        raw,
        note=whole_note(
            view,
            f"A table of {plural(raw.height, 'word')} that files use for reasons.",
            plural(raw.height, "word"),
            limits=limits.RAW_WORDS,
        ),
    )
