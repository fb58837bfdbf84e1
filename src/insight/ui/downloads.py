"""CSV files that open safely in a spreadsheet, without personal data unless asked for."""

from collections.abc import Callable
from functools import partial

import polars as pl

from insight.formulas import guarded
from insight.remembered import remembered
from insight.schema import PERSONAL

CSV = "CSV"
WITH_PERSONAL = "CSV with personal data"


def safe_csv(rows: pl.DataFrame) -> bytes:
    """Rows as UTF-8 CSV with a byte order mark.

    A cell or heading a spreadsheet would run as a formula gets a leading apostrophe; a
    plain number keeps its sign.
    """
    return guarded(rows).write_csv(include_bom=True).encode()


def exports(rows: pl.DataFrame, *, personal: bool) -> dict[str, Callable[[], bytes]]:
    """What writes the files to offer of a table, by label; nothing is written yet.

    Args:
        rows: The table.
        personal: Whether one with personal data may be among them.
    """
    files: dict[str, Callable[[], bytes]] = {CSV: partial(_impersonal_csv, rows)}
    if personal and is_personal(rows):
        files[WITH_PERSONAL] = partial(safe_csv, rows)
    return files


@remembered
def is_personal(rows: pl.DataFrame) -> bool:
    """Whether a table holds personal data."""
    return bool(PERSONAL & set(told(rows).columns))


def told(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows without the personal columns that hold nothing, as for anyone who may not see."""
    empty = [c.name for c in rows if c.name in PERSONAL and c.null_count() == len(c)]
    return rows.drop(empty)


def _impersonal_csv(rows: pl.DataFrame) -> bytes:
    return safe_csv(rows.drop(PERSONAL, strict=False))
