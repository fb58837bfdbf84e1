"""What is in here?"""

from functools import partial

import streamlit as st

from insight.formats import plural
from insight.intake.mending import mendable
from insight.metrics.data_quality import data_quality
from insight.store.uploads import history, refused, refused_whole
from insight.ui import limits
from insight.ui.access import may, require
from insight.ui.components import empty_state, table_card
from insight.ui.data.store_history import (
    MOST_SHOWN,
    history_answer,
    quality_finding,
    refused_choice,
    shown_quality,
    shown_uploads,
)
from insight.ui.data.undoing import undo_choice, undo_report
from insight.ui.loads import engine, store_state
from insight.ui.view import current_view
from insight.ui.whole import whole_note

require("viewer")
view = current_view()
undo_report()
uploads = history(engine())
if uploads.is_empty():
    empty_state(file="accounts", page="Every file you bring is then listed here.")

if may("see uploads"):
    st.markdown(history_answer(uploads, store_state()))
    brought = shown_uploads(uploads)
    table_card(
        "Uploads",
        brought.head(MOST_SHOWN),
        note=whole_note(
            view,
            f"A table of {plural(brought.height, 'upload')}, the latest first.",
            plural(brought.height, "upload"),
            "the latest first",
            limits=limits.UPLOADS,
        ),
        whole=brought,
    )
else:
    st.markdown("Files speak of all regions: whoever sees all of them finds them here.")
if may("undo"):
    undo_choice(uploads)

quality = view.once(data_quality, partial(data_quality, view.facts))
table_card(
    "Data quality",
    shown_quality(quality),
    note=whole_note(
        view,
        quality_finding(quality),
        "k of n, test accounts left out",
        limits=limits.QUALITY,
    ),
)

if not may("see refused rows"):
    st.caption("Rows that were refused are shown to analysts who see all regions.")
    st.stop()
chosen = refused_choice(uploads)
if chosen is None:
    st.caption("No file had a row that was refused.")
    st.stop()
rows = refused(engine(), upload_id=chosen)
table_card(
    "Refused rows",
    rows.head(MOST_SHOWN),
    note=whole_note(
        view,
        f"A table of {plural(rows.height, 'refusal')} in the order of the file.",
        f"the first {MOST_SHOWN:,} of {plural(rows.height, 'refusal')}"
        if rows.height > MOST_SHOWN
        else plural(rows.height, "refusal"),
        limits=limits.REFUSED_ROWS,
    ),
    whole=mendable(refused_whole(engine(), upload_id=chosen), rows),
)
