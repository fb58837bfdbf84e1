"""The list of exits: what is looked for in it, and what was found."""

import polars as pl
import streamlit as st

from insight.formats import count, plural
from insight.metrics.reasons import Basis
from insight.remembered import remembered
from insight.ui.columns import in_words
from insight.ui.typed import short, words_to_find

STATUSES = (
    "left", "provisional", "returned", "back within grace", "recorded twice", "merged",
    "not confirmed", "no record",
)  # fmt: skip
SEARCHED = ("account_id", "account_name", "reason", "stated_reason", "comment")


def search_box() -> str:
    """What to look for in the list."""
    words = st.text_input(
        "Search",
        key="search",
        bind="query-params",
        placeholder="Account, reason or their words",
        icon=":material/search:",
    )
    return short(words)


def status_choice() -> list[str]:
    """What became of the exits to list; empty for all of them."""
    return st.multiselect(
        "What became of it",
        STATUSES,
        key="status",
        bind="query-params",
        placeholder="All",
    )


@remembered
def matching(
    exits: pl.DataFrame, *, search: str, statuses: tuple[str, ...]
) -> pl.DataFrame:
    """The exits that have every word of `search` in them and one of the statuses.

    Args:
        exits: The rows of `exits_behind`.
        search: Words of the account, of a reason as it is shown, or of the comment; in
            any order, upper and lower case alike.
        statuses: Some of `STATUSES`; empty for all.
    """
    texts = in_words(exits).select(SEARCHED)
    text = pl.concat_str(SEARCHED, separator="\n", ignore_nulls=True)
    said = texts.select(text.str.to_lowercase()).to_series()
    found = pl.repeat(value=True, n=exits.height, dtype=pl.Boolean, eager=True)
    for word in words_to_find(search):
        found &= said.str.contains(word, literal=True)
    if statuses:
        found &= exits["status"].is_in(statuses)
    return exits.filter(found)


def found_answer(found: int, of: int, *, basis: Basis) -> str:
    """How many exits there are, and how many of them were looked for."""
    kind = "exit record" if basis is Basis.RECORDS else "customer lost"
    all_of = plural(of, kind, "customers lost" if basis is Basis.CUSTOMERS else None)
    if not of:
        return "**Nobody left** in this period, as far as these filters go."
    if found == of:
        return f"**{all_of}**, the latest first."
    return f"**{count(found)} of {all_of}** {'fits' if found == 1 else 'fit'}."
