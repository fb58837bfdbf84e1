"""Get your file in."""

import streamlit as st

from insight.ui.access import require, require_action
from insight.ui.data.undoing import undo_report
from insight.ui.loads import store_state
from insight.ui.under_way import is_under_way
from insight.ui.upload.importing import sample_notice
from insight.ui.upload.report import forget_report, import_report
from insight.ui.upload.steps import drop_zone, review, what_to_bring
from insight.ui.upload.waiting import offer_waiting

require("analyst")
require_action("import")
if is_under_way():
    st.stop()
told = st.container()
undo_report()
sample_notice(store_state())
dropped = drop_zone()
if not dropped:
    with told:
        import_report()
    offer_waiting()
    what_to_bring()
    st.stop()
forget_report()
review(dropped)
