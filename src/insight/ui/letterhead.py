"""What every page carries: title, icon, wordmark and style."""

from base64 import b64encode
from pathlib import Path

import streamlit as st

HERE = Path(__file__).parent


def letterhead() -> None:
    """Sets them, before anything else of a run; their files are read once."""
    st.set_page_config(page_icon=_ICON, layout="wide")
    st.html(_STYLE)
    st.logo(_WORDMARK, icon_image=_ICON, size="large")


def _picture(name: str) -> str:
    drawn = b64encode((HERE / name).read_bytes()).decode()
    return f"data:image/svg+xml;base64,{drawn}"


_ICON, _WORDMARK = _picture("icon.svg"), _picture("wordmark.svg")
_STYLE = f"<style>{(HERE / 'page.css').read_text(encoding='utf-8')}</style>"
