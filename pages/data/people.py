"""Who may use Insight?"""

import streamlit as st

from insight.formats import plural
from insight.store.people import everybody
from insight.ui import limits
from insight.ui.access import require
from insight.ui.components import table_card
from insight.ui.data.people import (
    people_answer,
    person_editor,
    shown_people,
    sign_in_notice,
)
from insight.ui.loads import engine
from insight.ui.notices import report
from insight.ui.view import current_view
from insight.ui.whole import whole_note

require("admin")
view = current_view()
people = everybody(engine())
st.markdown(people_answer(people))
sign_in_notice()
report()
person_editor(people, view.facts.regions)
if people.is_empty():
    st.stop()

n = plural(people.height, "person", "people")
table_card(
    "Access",
    shown_people(people),
    note=whole_note(view, f"A table of {n}.", n, "by address", limits=limits.PEOPLE),
)
