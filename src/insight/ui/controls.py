"""The small switches of single pages, kept in the address like the filters."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from insight.metrics.reasons import Basis
from insight.remembered import remembered

BASES = {"Exit records": Basis.RECORDS, "Customers lost": Basis.CUSTOMERS}
SPLITS = {"All exits": None, "Reason group": "reason_group", "Good exit": "good_exit"}
EVERY_REASON = "Every reason"


def switch(label: str, options: Sequence[str], *, key: str, explained: str = "") -> str:
    """One of some options, the first until somebody chooses."""
    chosen: str = st.segmented_control(
        label,
        options,
        default=options[0],
        required=True,
        key=key,
        bind="query-params",
        help=explained or None,
    )
    return chosen


def basis_switch() -> Basis:
    """What the page counts: exit records, or customers lost."""
    return BASES[switch("What is counted", list(BASES), key="basis")]


def split_switch() -> str | None:
    """What the return curves are split by."""
    return SPLITS[switch("Split by", list(SPLITS), key="split")]


def reason_choice(reasons: pl.DataFrame) -> str | None:
    """The code of one reason, or None for all of them."""
    labels = {"": EVERY_REASON} | _reason_names(reasons)
    chosen = st.selectbox(
        "Reason",
        list(labels),
        format_func=lambda code: labels[code],
        key="reason",
        bind="query-params",
        width=360,
    )
    return chosen or None


@remembered
def _reason_names(reasons: pl.DataFrame) -> dict[str, str]:
    return {code: str(label) for code, label in reasons.select("code", "label").rows()}


def pick_reason(codes: Sequence[str], place: int) -> None:
    """Chooses the reason whose mark was clicked, by its place among those drawn."""
    st.session_state["reason"] = codes[place]
    st.toast("The exits behind it are listed below.", icon=":material/arrow_downward:")
