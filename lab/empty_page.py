"""A page with a title and nothing else: what every page is held against."""

import streamlit as st

st.title("Nothing")
