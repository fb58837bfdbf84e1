"""Who may use Insight?"""

import streamlit as st

from insight.cards.card import Finished
from insight.formats import plural
from insight.store.people import everybody
from insight.ui import limits
from insight.ui.access import require
from insight.ui.cards import list_card
from insight.ui.data.people import (
    people_answer,
    person_editor,
    shown_people,
    sign_in_notice,
)
from insight.ui.loads import engine
from insight.ui.notices import report
from insight.ui.view import current_view

require("admin")
view = current_view()
people = everybody(engine())
st.markdown(people_answer(people))
sign_in_notice()
report()
person_editor(people, view.facts.regions)
if people.is_empty():
    st.stop()

n = plural(people.height, "person has or had", "people have or had")
list_card(
    Finished("Access", f"{n} access, by address.", limits.PEOPLE, shown_people(people))
)
