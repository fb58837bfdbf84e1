"""The review to take away: a deck, a page of its own, a mail."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from insight.metrics.week_review import WeekReview
from insight.review.contents import with_exits_of
from insight.review.deck import deck
from insight.review.message import message
from insight.review.pack import Pack
from insight.review.page import page
from insight.ui.handing_out import download_button

DECK = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


def review_files(pack: Pack, found: WeekReview, *, currency: str) -> None:
    """One button per form; each file is made when it is asked for, in about a second.

    The exits are those of `found` without the customers' own words.
    """
    quiet = partial(_quiet, pack, found, currency=currency)
    forms: tuple[tuple[str, str, str, str, Callable[[], bytes]], ...] = (
        (
            "PowerPoint deck",
            "pptx",
            DECK,
            ":material/slideshow:",
            lambda: deck(quiet()),
        ),
        (
            "HTML page",
            "html",
            "text/html",
            ":material/html:",
            lambda: page(quiet()).encode(),
        ),
        ("E-mail", "eml", "message/rfc822", ":material/mail:", lambda: _mail(quiet())),
    )
    with st.container(horizontal=True, gap="small"):
        for label, ending, mime, icon, make in forms:
            download_button(
                label,
                make,
                file_name=f"weekly-review-{pack.label}.{ending}",
                mime=mime,
                subject=f"Weekly review {pack.label}, {label}",
                icon=icon,
                key=f"review as {ending}",
                help="Without the customers’ own words.",
            )


def _quiet(pack: Pack, found: WeekReview, *, currency: str) -> Pack:
    return with_exits_of(pack, found.without_comments(), currency=currency)


def _mail(pack: Pack) -> bytes:
    return message(pack, deck=deck(pack), at=datetime.now(UTC))
