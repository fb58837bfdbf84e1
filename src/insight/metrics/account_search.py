"""Finding one account, by its id or by a part of its name."""

from collections.abc import Sequence

import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.selection import Selection


def known_accounts(facts: Facts, _selection: Selection) -> pl.DataFrame:
    """`account_id`, `account_name`, `segment`, `label` of every account, by name."""
    known = facts.accounts.select("account_id", "account_name", "segment")
    rows = polars(known.sort("account_name", "account_id"))
    return rows.with_columns(label=pl.format("{} · {}", "account_name", "account_id"))


def asked_for(
    accounts: pl.DataFrame, asked: str, *, words: Sequence[str]
) -> pl.DataFrame:
    """The accounts meant: one by its id or label, else all with the words in them.

    Args:
        accounts: The rows of `known_accounts`.
        asked: What was chosen or typed.
        words: The words of it, in lower case.
    """
    exact = accounts.filter(
        (pl.col("account_id") == asked) | (pl.col("label") == asked)
    )
    if exact.height:
        return exact.head(1)
    label = pl.col("label").str.to_lowercase()
    said = [label.str.contains(word, literal=True) for word in words]
    return accounts.filter(said or [pl.lit(value=False)])
