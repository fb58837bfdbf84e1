"""Which colours the reader's theme asks for."""

import streamlit as st

from insight.charts.style import DARK, LIGHT, Palette


def palette() -> Palette:
    """The colours by meaning for the theme the page was opened with."""
    return DARK if st.context.theme.type == "dark" else LIGHT
