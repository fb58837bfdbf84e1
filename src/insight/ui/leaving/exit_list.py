"""What is looked for in the list of exits."""

import streamlit as st

from insight.metrics.exit_search import STATUSES
from insight.ui.typed import short


def search_box() -> str:
    """What to look for in the list."""
    words = st.text_input(
        "Search",
        key="search",
        bind="query-params",
        placeholder="Account, reason or their words",
        icon=":material/search:",
    )
    return short(words)


def status_choice() -> list[str]:
    """The outcomes to list; empty for all of them."""
    return st.multiselect(
        "Outcome",
        STATUSES,
        key="status",
        bind="query-params",
        placeholder="All",
    )
