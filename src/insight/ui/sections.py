"""The pages by section of the menu; a page whose file is absent is left out."""

from copy import copy
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from insight.store.people import Person
from insight.ui.access import may
from insight.ui.actions import has_role
from insight.ui.menu import MENU, Entry

PAGES = Path(__file__).resolve().parents[3] / "pages"


ABOUT_DATA = frozenset(Path(entry.file).stem for entry in MENU["Data"])
"""Addresses of pages about uploads and what follows from them."""


def sections(person: Person) -> dict[str, list[Page]]:
    """The menu as `st.navigation` takes it; pages of a higher role are not shown."""
    found = {
        name: [
            copy(_page(entry, is_shown=has_role(person, entry.role)))
            for entry in entries
            if _is_there(entry)
        ]
        for name, entries in MENU.items()
    }
    return {name: pages for name, pages in found.items() if pages}


def is_filtered(url_path: str) -> bool:
    """Whether the filter bar narrows what the page of this address shows."""
    return all(entry.is_filtered for entry in _at(url_path))


def may_open(person: Person, url_path: str) -> bool:
    """Whether the page of this address is for somebody of this role."""
    return all(has_role(person, entry.role) for entry in _at(url_path))


def _at(url_path: str) -> list[Entry]:
    every = (entry for entries in MENU.values() for entry in entries)
    return [entry for entry in every if _path(entry).stem == url_path]


def upload_link() -> None:
    """A link to the upload page, for those who may bring files."""
    if may("import"):
        page_link("data/upload", label="Upload a file")


def page_link(file: str, *, label: str | None = None) -> None:
    """A link to a page of the menu, under its title or another label."""
    st.page_link(page_of(file), label=label)


def page_of(file: str) -> Page:
    """The page of the menu whose `Entry` has this file."""
    every = (entry for entries in MENU.values() for entry in entries)
    return _page(next(entry for entry in every if entry.file == file))


@cache
def _path(entry: Entry) -> Path:
    return PAGES / f"{entry.file}.py"


@cache
def _is_there(entry: Entry) -> bool:
    return _path(entry).exists()


@cache
def _page(entry: Entry, *, is_shown: bool = True) -> Page:
    """Looked up in the file system once; a run marks the page it opens, so it gets a copy."""
    return st.Page(
        _path(entry),
        title=entry.title,
        icon=entry.icon,
        help=entry.help,
        visibility="visible" if is_shown else "hidden",
        default=entry.file == "home/overview",
    )
