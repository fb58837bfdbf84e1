"""What do we know of people?"""

from functools import partial

import streamlit as st

from insight.store.personal_data import personal_data
from insight.ui import limits
from insight.ui.access import require
from insight.ui.components import table_card
from insight.ui.data.personal_data import erase_card, held_answer, kept_answer
from insight.ui.loads import engine
from insight.ui.view import current_view
from insight.ui.whole import whole_note

require("admin")
view = current_view()
held = view.once(personal_data, partial(personal_data, engine()))
st.markdown(f"{held_answer(held)} {kept_answer()}")
erase_card()
table_card(
    "Columns with personal data",
    held,
    note=whole_note(
        view,
        f"A table of {held.height} columns with personal data.",
        "rows that hold something",
        limits=limits.PERSONAL_DATA,
    ),
)
