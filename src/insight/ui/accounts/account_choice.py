"""Choosing one account, by its id or by a part of its name."""

import polars as pl
import streamlit as st

from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.remembered import remembered
from insight.ui.typed import short, words_to_find

MOST_OFFERED = 2_000
MOST_LISTED = 50


def known_accounts(facts: Facts) -> pl.DataFrame:
    """`account_id`, `account_name`, `segment` of every account, by name."""
    known = facts.accounts.select("account_id", "account_name", "segment")
    return polars(known.sort("account_name", "account_id"))


def account_box(accounts: pl.DataFrame) -> str:
    """What was chosen or typed; empty at first.

    Args:
        accounts: `account_id`, `account_name`; the first `MOST_OFFERED` can be picked,
            the others found by typing.
    """
    asked = st.selectbox(
        "Account",
        _offered(accounts),
        index=None,
        key="account",
        bind="query-params",
        placeholder="Choose, or type a name or an id",
        accept_new_options=True,
        width=480,
    )
    return short(asked)


@remembered
def asked_for(accounts: pl.DataFrame, asked: str) -> pl.DataFrame:
    """The accounts meant: one by its id or label, else all with the words in them.

    The first `MOST_LISTED` of them, in the order given.
    """
    exact = accounts.filter((pl.col("account_id") == asked) | (_label() == asked))
    if exact.height:
        return exact.head(1)
    words = _label().str.to_lowercase()
    said = [
        words.str.contains(word, literal=True) for word in words_to_find(asked)
    ] or [pl.lit(value=False)]
    return accounts.filter(said).head(MOST_LISTED)


@remembered
def _offered(accounts: pl.DataFrame) -> list[str]:
    return accounts.head(MOST_OFFERED).select(_label()).to_series().to_list()


def _label() -> pl.Expr:
    return pl.format("{} · {}", "account_name", "account_id").alias("label")
