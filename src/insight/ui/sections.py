"""The pages by section of the menu; a page whose file is absent is left out."""

from copy import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import Page

from insight.store.people import Person
from insight.ui.access import may
from insight.ui.actions import has_role

PAGES = Path(__file__).resolve().parents[3] / "pages"


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the menu: `file` below pages/, without its ending; who may open it.

    `is_filtered` is false where the filter bar narrows nothing.
    """

    file: str
    title: str
    icon: str
    help: str
    role: str = "viewer"
    is_filtered: bool = True


MENU: dict[str, tuple[Entry, ...]] = {
    "": (
        Entry(
            "home/overview",
            "Overview",
            ":material/home:",
            "How are we doing? Churn, retention, exits and returns at a glance.",
        ),
        Entry(
            "review/weekly_review",
            "Weekly review",
            ":material/event_available:",
            "What do we decide this week? Signals, exits, returns, decisions, a deck.",
        ),
        Entry(
            "home/hypotheses",
            "Hypotheses",
            ":material/balance:",
            "What holds here? Hypotheses about leaving: yes, no or cannot tell yet.",
        ),
    ),
    "Leaving": (
        Entry(
            "leaving/exit_reasons",
            "Reasons for leaving",
            ":material/logout:",
            "Exit reasons by count and by MRR, and whose control they were in.",
        ),
        Entry(
            "leaving/festering_issues",
            "Festering issues",
            ":material/pending_actions:",
            "Which exits were festering, and would the issues have named the leavers?",
        ),
        Entry(
            "leaving/exits",
            "Exits",
            ":material/list_alt:",
            "Which ones? Every exit, to search and to sort.",
        ),
    ),
    "Off-boarding": (
        Entry(
            "offboarding/experience",
            "Experience",
            ":material/sentiment_satisfied:",
            "How well do we let them go? Promises kept, ease, exit NPS, days to close.",
        ),
        Entry(
            "offboarding/tricks_and_traps",
            "Tricks and traps",
            ":material/policy:",
            "Do we play tricks? Every exit checked, and those that failed.",
        ),
        Entry(
            "offboarding/save_offers",
            "Save offers",
            ":material/volunteer_activism:",
            "When does saving help? Offers, saves that stick, whom to let go kindly.",
        ),
    ),
    "Win-back": (
        Entry(
            "returning/who_comes_back",
            "Win-back",
            ":material/keyboard_return:",
            "Return curves by reason and by how well the exit went.",
        ),
        Entry(
            "returning/candidates",
            "Call list",
            ":material/call:",
            "Former customers who may be called, and why.",
        ),
    ),
    "Staying": (
        Entry(
            "staying/early_warning",
            "Early warning",
            ":material/notification_important:",
            "Who may be next? Active customers by chance, with the facts behind each.",
        ),
        Entry(
            "accounts/account_story",
            "Account story",
            ":material/timeline:",
            "What happened with this one? The life of one account on one line of time.",
            is_filtered=False,
        ),
    ),
    "Data": (
        Entry(
            "data/upload",
            "Upload",
            ":material/upload_file:",
            "Bring in your files: detect, map, preview, import.",
            role="analyst",
            is_filtered=False,
        ),
        Entry(
            "data/history",
            "History",
            ":material/history:",
            "What is in here? Uploads, refused rows, and how much is known.",
            is_filtered=False,
        ),
        Entry(
            "data/profiles",
            "Profiles",
            ":material/receipt_long:",
            "How are files mapped? Saved profiles and the exports that are recognised.",
            role="analyst",
            is_filtered=False,
        ),
        Entry(
            "data/definitions",
            "Definitions",
            ":material/menu_book:",
            "What does this number mean? Formulas, choices in force, reasons.",
            is_filtered=False,
        ),
        Entry(
            "data/audit",
            "Audit",
            ":material/fact_check:",
            "Who did what? Every change and export, in a chain that can be checked.",
            role="admin",
            is_filtered=False,
        ),
        Entry(
            "data/people",
            "People",
            ":material/group:",
            "Who may use Insight? Roles and regions, given and taken.",
            role="admin",
            is_filtered=False,
        ),
        Entry(
            "data/personal_data",
            "Personal data",
            ":material/person_cancel:",
            "What do we know of people? Where it is, and how to erase a person.",
            role="admin",
            is_filtered=False,
        ),
    ),
}
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
