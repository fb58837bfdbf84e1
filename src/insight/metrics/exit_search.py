"""Which exits hold the words that somebody looks for."""

from collections.abc import Sequence

import polars as pl

from insight.taxonomy import reason_of

STATUSES = (
    "left", "provisional", "returned", "back within grace", "recorded twice", "merged",
    "not confirmed", "no record",
)  # fmt: skip
_REASONS = ("reason", "stated_reason")
_SEARCHED = ("account_id", "account_name", *_REASONS, "comment")


def matching(
    exits: pl.DataFrame, *, words: Sequence[str], statuses: Sequence[str]
) -> pl.DataFrame:
    """The exits that have every word in them and one of the statuses.

    Args:
        exits: The rows of `exits_behind`.
        words: In lower case, of the account, of a reason as it is shown, or of the
            comment; in any order.
        statuses: Some of `STATUSES`; empty for all.
    """
    if not words and not statuses:
        return exits
    text = pl.concat_str(_SEARCHED, separator="\n", ignore_nulls=True)
    labels = [_label(exits[name]) for name in _REASONS]
    said = exits.with_columns(labels).select(text.str.to_lowercase()).to_series()
    found = pl.repeat(value=True, n=exits.height, dtype=pl.Boolean, eager=True)
    for word in words:
        found &= said.str.contains(word, literal=True)
    if statuses:
        found &= exits["status"].is_in(list(statuses))
    return exits.filter(found)


def _label(codes: pl.Series) -> pl.Series:
    known = codes.drop_nulls().unique()
    labels = pl.Series([reason_of(code).label for code in known], dtype=pl.String)
    return codes.replace_strict(known, labels, default=None, return_dtype=pl.String)
