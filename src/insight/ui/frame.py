"""What surrounds every page: banner, filters in force, age of the data."""

import streamlit as st

from insight.charts.formats import day_words
from insight.metrics.facts import Facts
from insight.store.uploads import StoreState
from insight.ui.filters import as_of_words, filter_bar, in_force, selection
from insight.ui.sections import upload_link


def sidebar(facts: Facts, held: StoreState) -> None:
    """The filter bar, and under it what the numbers are true for."""
    filter_bar(facts)
    with st.sidebar:
        st.caption(as_of_words(facts))
        st.caption(data_age(held))


def data_age(held: StoreState) -> str:
    """When the newest data came in."""
    at = held.updated_at
    return f"Data of {day_words(at.date())}, {at:%H:%M} UTC" if at else "No data yet"


def sample_banner(held: StoreState) -> None:
    """Says that the customers on the pages are invented, where they are."""
    if held.is_sample:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge("Sample data", icon=":material/science:", color="blue")
            st.caption("Invented customers, until you bring yours.")
            upload_link()


def filters_line(facts: Facts) -> None:
    """The filters beyond the period, at the top where a phone hides the sidebar."""
    words = in_force(selection(facts), currency=facts.choices.currency)
    if words:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.badge("Filtered", icon=":material/filter_list:", color="orange")
            st.text(words)
