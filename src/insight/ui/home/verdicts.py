"""The three figures that open the overview."""

from typing import Any

import streamlit as st

from insight.cards.home.verdicts import Headline, bridged, headlines
from insight.metrics.changes import changes, is_judged
from insight.metrics.headline import headline
from insight.metrics.reasons import Basis, control_counts
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
    found = verdicts(
        view.measure(headline),
        view.measure(control_counts, basis=Basis.CUSTOMERS),
        view.measure(changes),
        judged=view.measure(is_judged),
        priced="subscriptions" in view.facts.present,
    )
    with in_a_row(3):
        for figure in headlines(found, view.choices):
            _figure(figure)
    st.markdown(typeset(bridged(found, view.choices)))


def _figure(figure: Headline) -> None:
    with st.container(border=True, height="stretch", gap="xsmall"):
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            st.markdown(figure.title, width="content")
            if figure.verdict:
                st.badge(figure.verdict, **_BADGES[figure.verdict])
        st.metric(
            figure.title,
            figure.value,
            figure.change or None,
            delta_color="off",
            delta_arrow="off",
            label_visibility="collapsed",
        )
        st.caption(typeset(figure.rests_on))
