"""Days that lie ahead: too far to be anything but a mistyped year, or announced."""

from collections.abc import Iterator
from datetime import date, timedelta

import polars as pl

from insight.formats import day_words, plural
from insight.schema import TABLES

_TWO_YEARS = timedelta(days=731)
WISHES = frozenset({"end_date_asked", "do_not_contact_before"})
"""Days that a customer asked for; nothing happens on them by itself."""
_PLANNED = WISHES | {"end_date", "effective_date"}


def too_far_ahead(
    rows: pl.DataFrame, *, table: str, today: date
) -> Iterator[tuple[list[str], pl.DataFrame]]:
    """For each date of something done: `line` and `reason` where it is years ahead.

    Args:
        rows: The table's columns and `line`.
        table: One of `schema.TABLES`; days that are only planned are left alone.
        today: The day it is.
    """
    last = today + _TWO_YEARS
    fields = TABLES[table].columns().items()
    done = [name for name, c in fields if c.dtype == pl.Date and name not in _PLANNED]
    for field in done:
        ahead = rows.filter(pl.col(field) > last)
        yield (
            [field],
            ahead.select("line", reason=pl.lit(f"Expected a day up to {last}")),
        )


def announced(rows: pl.DataFrame, *, table: str, today: date) -> Iterator[str]:
    """How many exits lie ahead, as a note: these customers have not left yet."""
    if table != "exits":
        return
    ahead = rows["exit_date"].filter(rows["exit_date"] > today).sort().to_list()
    if ahead:
        yield (
            f"{plural(len(ahead), 'exit lies', 'exits lie')} ahead, the first on "
            f"{day_words(ahead[0])}: announced, and counted from that day on."
        )
