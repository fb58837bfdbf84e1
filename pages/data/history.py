"""What is in here?"""

from functools import partial

import streamlit as st

from insight.cards.card import Finished
from insight.formats import plural
from insight.intake.mending import mendable
from insight.metrics.data_quality import data_quality
from insight.store.uploads import history, refused, refused_whole
from insight.ui import limits
from insight.ui.access import may, require
from insight.ui.cards import list_card
from insight.ui.components import empty_state
from insight.ui.data.returners import returner_choice
from insight.ui.data.store_history import (
    MOST_SHOWN,
    UPLOADS_LISTED,
    history_answer,
    quality_finding,
    refused_choice,
    shown_quality,
    shown_uploads,
)
from insight.ui.data.undoing import undo_choice, undo_report
from insight.ui.loads import engine, store_state
from insight.ui.notices import report
from insight.ui.view import current_view

require("viewer")
view = current_view()
undo_report()
report()
uploads = history(engine())
if uploads.is_empty():
    empty_state(file="accounts", page="Every file you bring is then listed here.")

if may("see uploads"):
    st.markdown(history_answer(uploads, store_state()))
    brought = shown_uploads(uploads)
    many = f"{plural(brought.height, 'upload')}, the latest first."
    list_card(
        Finished("Uploads", many, limits.UPLOADS, brought),
        brought.head(MOST_SHOWN).select(UPLOADS_LISTED),
    )
else:
    st.markdown("Files hold rows of all regions: people who see all find them here.")
if may("undo"):
    undo_choice(uploads)

quality = view.once(data_quality, partial(data_quality, view.facts))
list_card(
    Finished(
        "Data quality",
        quality_finding(quality),
        limits.QUALITY,
        shown_quality(quality),
    )
)

if may("import"):
    returner_choice()

if not may("see refused rows"):
    st.caption("Rows that were refused are shown to analysts who see all regions.")
    st.stop()
chosen = refused_choice(uploads)
if chosen is None:
    st.caption("No file had a row that was refused.")
    st.stop()
rows = refused(engine(), upload_id=chosen)
list_card(
    Finished(
        "Refused rows",
        f"{plural(rows.height, 'refusal')} in the order of the file.",
        limits.REFUSED_ROWS,
        mendable(refused_whole(engine(), upload_id=chosen), rows),
    ),
    rows.head(MOST_SHOWN),
)
