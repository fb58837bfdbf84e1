"""What do we know of people?"""

from functools import partial

import streamlit as st

from insight.cards.card import Finished
from insight.formats import plural
from insight.store.personal_data import personal_data
from insight.ui import limits
from insight.ui.access import require
from insight.ui.cards import list_card
from insight.ui.data.personal_data import erase_card, held_answer, kept_answer
from insight.ui.loads import engine
from insight.ui.view import current_view

require("admin")
view = current_view()
held = view.once(personal_data, partial(personal_data, engine()))
st.markdown(f"{held_answer(held)} {kept_answer()}")
erase_card()
list_card(
    Finished(
        "Columns with personal data",
        f"{plural(held.height, 'column')} with personal data, and how many rows fill each.",
        limits.PERSONAL_DATA,
        held,
    )
)
