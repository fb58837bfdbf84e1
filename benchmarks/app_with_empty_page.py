"""The app with one page more, which is empty: what menu, filters and frame cost alone."""

from pathlib import Path

import streamlit as st

from insight.ui.sections import MENU, Entry
from insight.ui.server.warmup import lifespan

HERE = Path(__file__).resolve().parent

MENU["Data"] += (Entry(str(HERE / "empty_page"), "Nothing", ":material/circle:", ""),)
app = st.App(HERE.parent / "src" / "insight" / "entry" / "main.py", lifespan=lifespan)
