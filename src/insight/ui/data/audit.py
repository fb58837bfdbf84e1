"""The audit, as an admin reads and checks it."""

import json

import polars as pl
import streamlit as st

from insight.formats import count, plural
from insight.store.audit import Verdict, verify
from insight.ui.loads import engine

SHOWN = {"at": "at", "by": "by", "action": "what", "subject": "to_what"}


def shown_entries(entries: pl.DataFrame) -> pl.DataFrame:
    """The rows of `store.audit.entries` for people, the counts in words."""
    told = [_counts(text) for text in entries["counts"]]
    return entries.select(
        *(pl.col(name).alias(words) for name, words in SHOWN.items()),
        pl.Series("how_many", told, dtype=pl.String),
        pl.col("hash"),
    )


def audit_check() -> None:
    """The button that checks every entry, and what it found."""
    with st.container(horizontal=True, vertical_alignment="center"):
        asked = st.button(
            "Check every entry", icon=":material/verified_user:", key="check audit"
        )
        st.caption(
            "Each entry carries a hash of itself and of the one before it. Who changes "
            "one, or takes one out, breaks the chain."
        )
    if asked:
        _say(verify(engine()))


def _say(found: Verdict) -> None:
    if found.broken:
        st.error(f"The audit does not hold: {found.broken}.", icon=":material/error:")
        return
    st.success(
        f"All {plural(found.entries, 'entry', 'entries')} hold. Note the last hash: with "
        "it, `insight audit verify --known` also shows what was cut off at the end.",
        icon=":material/verified_user:",
    )
    st.code(found.head, language=None)


def _counts(text: str) -> str:
    counts: dict[str, int] = json.loads(text)
    return ", ".join(
        f"{name} {number}" if name == "upload" else f"{count(number)} {name}"
        for name, number in sorted(counts.items(), key=lambda item: item[0] != "upload")
    )
