"""Links from a row to the story of its account."""

from urllib.parse import quote

import polars as pl

PAGE = "account_story"


def story_link(account_id: str) -> str:
    """The address of an account's story, relative to any page of Insight.

    Examples:
        >>> story_link("A&1/2")
        'account_story?account=A%261%2F2'
    """
    return f"{PAGE}?account={quote(account_id, safe='')}"


def linked(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of accounts with `story`, a link beside the name or else the id; others as they are."""
    if "account_id" not in rows.columns:
        return rows
    links = pl.Series(
        "story", [story_link(id_) for id_ in rows["account_id"]], dtype=pl.String
    )
    names = rows.columns
    told_by = "account_name" if "account_name" in names else "account_id"
    after = names.index(told_by) + 1
    return rows.with_columns(links).select(*names[:after], "story", *names[after:])
