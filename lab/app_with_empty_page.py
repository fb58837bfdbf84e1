"""The app with two pages more: an empty one, and one that is drawn from constants."""

from pathlib import Path

import streamlit as st

from insight.ui.menu import MENU, Entry
from insight.ui.server.warmup import lifespan

HERE = Path(__file__).resolve().parent

MENU["Data"] += (
    Entry(str(HERE / "empty_page"), "Nothing", ":material/circle:", ""),
    Entry(str(HERE / "constant_page"), "Constants", ":material/pin:", ""),
)
app = st.App(HERE.parent / "src" / "insight" / "entry" / "main.py", lifespan=lifespan)
