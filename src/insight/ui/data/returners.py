"""Customers who may have come back under a new id, and the button that says they did."""

from datetime import UTC, datetime
from functools import partial

import polars as pl
import streamlit as st

from insight.cards.card import Finished
from insight.formats import plural
from insight.intake.returners import possible_returners
from insight.remembered import remembered
from insight.store.joining import join_ids
from insight.store.uploads import Committed
from insight.ui import limits
from insight.ui.access import acting
from insight.ui.cards import list_card
from insight.ui.loads import engine, stored_tables
from insight.ui.notices import report_refusal, say_changed, say_refused
from insight.ui.under_way import carry_out, is_under_way

NOT_JOINED = "These accounts were not joined."
_TABLES = ("accounts", "contacts", "subscriptions", "exits", "win_backs")
_HEADS = {
    "account_name": "Former account", "left": "Left on", "later_name": "Came back as",
    "later_id": "New id", "came": "Came on", "why": "In common",
}  # fmt: skip
Pair = tuple[str, str]


def returner_choice() -> None:
    """Lists them, and lets somebody say of a pair that it is one customer."""
    stored = stored_tables()
    if not stored:
        return
    found = possible_returners(*(stored[name] for name in _TABLES))
    if found.is_empty():
        return
    n = plural(found.height, "account")
    said = f"{n} came after an account like it had left."
    list_card(
        Finished(
            "Possible returns under a new id",
            said,
            limits.RETURNERS,
            shown_returners(found),
            columns=_HEADS,
        )
    )
    pairs = _pairs(found)
    if is_under_way():
        return
    chosen = st.selectbox(
        "Accounts that are one customer",
        list(pairs),
        index=None,
        format_func=pairs.__getitem__,
        placeholder="Choose a pair that you know to be one customer",
        key="returner",
    )
    report_refusal(NOT_JOINED)
    st.button(
        "They are one customer",
        icon=":material/merge:",
        key="join returner",
        on_click=_join,
        args=chosen,
        disabled=chosen is None,
    )


@remembered
def shown_returners(found: pl.DataFrame) -> pl.DataFrame:
    """The rows of `possible_returners` under the headings of a page."""
    return found.select(
        "account_name", "account_id", "left", "later_name", "later_id", "came", "why"
    )


def _pairs(found: pl.DataFrame) -> dict[Pair, str]:
    return {
        (row["later_id"], row["account_id"]): (
            f"{row['later_name'] or row['later_id']} ({row['later_id']}), since "
            f"{row['came']:%d %b %Y} = {row['account_name'] or row['account_id']} "
            f"({row['account_id']}), until {row['left']:%d %b %Y}"
        )
        for row in found.iter_rows(named=True)
    }


def _join(later: str, former: str) -> None:
    by, at = acting("import"), datetime.now(UTC)
    carry_out(
        partial(join_ids, engine(), later=later, former=former, by=by, at=at),
        "Joining two accounts",
        then=partial(_joined, later, former),
        otherwise=lambda refusal: say_refused(str(refusal), NOT_JOINED),
    )


def _joined(later: str, former: str, _done: Committed) -> None:
    say_changed(
        f"{later} and {former} are one customer now. “Undo an upload” on this page takes "
        f"it back: the file is called “{later} is {former}”."
    )
