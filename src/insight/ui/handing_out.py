"""Every file that leaves a page: who takes it along is asked again, and written down."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from insight.errors import DownloadError
from insight.store.audit import record_alone
from insight.store.people import Person
from insight.ui.access import may_take, person_here, taking
from insight.ui.identity import claims
from insight.ui.loads import engine, look, store_state
from insight.ui.vault import VAULT, HandedOut

DOWNLOADED = "downloaded"


@dataclass(frozen=True, slots=True)
class Offer:
    """A file that a page offers.

    Attributes:
        make: What writes it.
        subject: What the audit calls it.
        rows: How many rows it has, where it is a table.
        action: One of `actions.ACTIONS` where it takes more than the page does.
        done: What the audit says was done.
        shown_to: Who the page was drawn for: a person with fewer rights by now gets nothing.
        said: What the identity provider said of them.
        erased_in: The latest erasure of before the page was drawn: it is void after
            another one.
    """

    make: Callable[[], bytes]
    subject: str
    shown_to: Person
    said: Mapping[str, Any]
    rows: int | None = None
    action: str | None = None
    done: str = DOWNLOADED
    erased_in: int = 0


def handed_out(offer: Offer) -> bytes:
    """The file: the right to it is asked of the database now, and the audit tells of it.

    Nothing is made and nothing is handed out where either is refused.

    Raises:
        DownloadError: The person the page was drawn for has fewer rights now, or something was
            erased since.
        InsightError: The database cannot be used.
    """
    by = taking(offer.said, shown_to=offer.shown_to, action=offer.action)
    if _is_void(offer):
        raise DownloadError(
            "Personal data was erased since this page was drawn. Nothing was handed out; "
            "load the page again."
        )
    record_alone(
        engine(),
        at=datetime.now(UTC),
        by=by,
        action=offer.done,
        subject=offer.subject,
        counts={} if offer.rows is None else {"rows": offer.rows},
    )
    return offer.make()


def download_button(
    label: str,
    make: Callable[[], bytes],
    *,
    file_name: str,
    mime: str,
    key: str,
    subject: str,
    rows: int | None = None,
    action: str | None = None,
    done: str = DOWNLOADED,
    icon: str = ":material/download:",
    type: Literal["secondary", "tertiary"] = "secondary",  # noqa: A002 - Streamlit's
    help: str | None = None,  # noqa: A002 - Streamlit's
) -> None:
    """A button that hands out a file, made when it is asked for.

    It lies at its address for the browser of this session alone, until that has fetched
    it or the session ends.
    """
    seen = _erased_in()
    offer = Offer(make, subject, person_here(), claims(), rows, action, done, seen)
    context = get_script_run_ctx()
    session = context.session_id if context else ""
    st.download_button(
        label,
        partial(_made_for, session, offer, file_name, mime),
        file_name=file_name,
        mime=mime,
        key=key,
        on_click="ignore",
        type=type,
        icon=icon,
        help=help,
    )


def _made_for(session: str, offer: Offer, name: str, mime: str) -> bytes:
    content = handed_out(offer)
    return VAULT.keep(
        HandedOut(content, name, mime, session, partial(_may_have, offer))
    )


def _may_have(offer: Offer, said: Mapping[str, Any]) -> bool:
    may = may_take(said, shown_to=offer.shown_to, action=offer.action)
    return may and not _is_void(offer)


def _erased_in() -> int:
    """The latest erasure that what is on the page was counted after."""
    try:
        return look().basis.state.erased_in
    except LookupError:
        return store_state().erased_in


def _is_void(offer: Offer) -> bool:
    return store_state().erased_in > offer.erased_in
