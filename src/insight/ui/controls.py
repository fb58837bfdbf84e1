"""The small switches of single pages, kept in the address like the filters."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from insight.metrics.reasons import Basis, Meanings

BASES = {"Customers lost": Basis.CUSTOMERS, "Exit records": Basis.RECORDS}
NAMED = {"Primary": False, "Any named": True}
SPLITS = {"All exits": None, "Reason group": "reason_group", "Good exit": "good_exit"}


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


def basis_switch(meant: Meanings) -> Basis:
    """What the page counts: customers lost, or exit records."""
    first = sorted(BASES, key=lambda words: BASES[words] is not meant.basis)
    return BASES[switch("What is counted", first, key="basis")]


def split_switch() -> str | None:
    """What the return curves are split by."""
    return SPLITS[switch("Split by", list(SPLITS), key="split")]


def named_switch() -> bool:
    """Whether contributing reasons count beside the primary ones."""
    explained = (
        "Any named: an exit can name up to four reasons, so shares add up to more."
    )
    return NAMED[switch("Reasons", list(NAMED), key="named", explained=explained)]


def reason_choice(reasons: pl.DataFrame) -> str | None:
    """The code of one reason, or None while nobody chose one."""
    labels = {
        code: str(label) for code, label in reasons.select("code", "label").rows()
    }
    chosen: str | None = st.selectbox(
        "List the exits behind a reason",
        list(labels),
        index=None,
        format_func=lambda code: labels.get(code, code),
        placeholder="Choose a reason, or click its mark above",
        key="reason",
        bind="query-params",
        width=420,
    )
    return chosen
