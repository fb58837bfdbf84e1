"""Choosing one account, by its id or by a part of its name."""

import polars as pl
import streamlit as st

from insight.remembered import remembered
from insight.ui.typed import short

MOST_OFFERED = 2_000


def account_box(accounts: pl.DataFrame) -> str:
    """What was chosen or typed; empty at first.

    Args:
        accounts: The rows of `known_accounts`; the first `MOST_OFFERED` can be picked,
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
def _offered(accounts: pl.DataFrame) -> list[str]:
    return accounts["label"].head(MOST_OFFERED).to_list()
