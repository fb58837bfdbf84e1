"""The three figures that open the overview."""

from typing import Any

import streamlit as st

from insight.cards.home.verdicts import Headline, bridged, headlines
from insight.metrics.verdicts import verdicts
from insight.ui.components import in_a_row
from insight.ui.view import View
from insight.words import typeset

_BADGES: dict[str, Any] = {
    "More than usual": {"icon": ":material/trending_up:", "color": "orange"},
    "Fewer than usual": {"icon": ":material/trending_down:", "color": "blue"},
    "As usual": {"icon": ":material/drag_handle:", "color": "gray"},
    "Too early to tell": {"icon": ":material/question_mark:", "color": "gray"},
}


def verdict_row(view: View) -> None:
    """Customers lost, within our control, won back; under them how they come together."""
    found = view.measure(verdicts)
    with in_a_row(3):
        for headline in headlines(found, view.choices):
            _headline(headline)
    st.markdown(typeset(bridged(found)))


def _headline(headline: Headline) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.markdown(headline.title, width="content")
            if headline.verdict:
                st.badge(headline.verdict, **_BADGES[headline.verdict])
        st.metric(
            headline.title,
            headline.value,
            headline.change or None,
            delta_color="off",
            delta_arrow="off",
            label_visibility="collapsed",
        )
        st.caption(typeset(headline.rests_on))
