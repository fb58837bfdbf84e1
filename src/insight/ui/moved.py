"""Old addresses of pages: links that people kept go on working."""

from collections.abc import Callable
from copy import copy
from functools import cache

import streamlit as st
from streamlit.navigation.page import Page

from insight.ui.sections import page_of

MOVED = {"beliefs": "home/hypotheses"}
"""The page that is now where each old address leads."""


def with_moved(menu: dict[str, list[Page]]) -> dict[str, list[Page]]:
    """The menu with a hidden page of every old address."""
    first, *others = menu
    old = [copy(_page(path)) for path in MOVED]
    return {first: [*menu[first], *old], **{name: menu[name] for name in others}}


@cache
def _page(path: str) -> Page:
    title = page_of(MOVED[path]).title
    return st.Page(_lead_on(path), title=title, url_path=path, visibility="hidden")


def _lead_on(path: str) -> Callable[[], None]:
    def lead_on() -> None:
        st.switch_page(page_of(MOVED[path]), query_params=st.query_params)

    return lead_on
