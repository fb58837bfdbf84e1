"""Links from a row to the story of its account."""

from urllib.parse import quote

import polars as pl

PAGE = "account_story"
NAMED = r"name=([^&]*)"


def story_link(account_id: str, name: str | None = None) -> str:
    """The address of an account's story, relative to any page of Insight.

    Examples:
        >>> story_link("A&1/2")
        'account_story?account=A%261%2F2'
        >>> story_link("A1", "Acme Ltd")
        'account_story?name=Acme%20Ltd&account=A1'
    """
    named = f"name={quote(name, safe='')}&" if name else ""
    return f"{PAGE}?{named}account={quote(account_id, safe='')}"


def linked(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of accounts whose name, or else their id, is the address of their story.

    `NAMED` finds the name in it; sorted by the address they are sorted by name.
    """
    if "account_id" not in rows.columns:
        return rows
    ids = rows["account_id"]
    column = "account_name" if "account_name" in rows.columns else "account_id"
    links = [
        story_link(id_, name or id_)
        for id_, name in zip(ids, rows[column], strict=True)
    ]
    return rows.with_columns(pl.Series(column, links, dtype=pl.String))
