"""What the store keeps of a checked file, and the day its rows speak of."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import polars as pl

from insight.intake.checked import Checked
from insight.intake.future import WISHES
from insight.intake.known_rows import said_by
from insight.intake.life_days import DAYS
from insight.intake.mapped_file import MappedFile
from insight.intake.mapping import header_shape
from insight.intake.mending import whole_rows, without_raw_rows


def all_to_store(file: MappedFile, checked: Checked) -> Iterator[dict[str, Any]]:
    """A checked file, and before it the accounts made from its rows, as `to_store` says."""
    if checked.made:
        yield {**to_store(*checked.made), "made_from": checked.table}
    yield to_store(file, checked)


def to_store(file: MappedFile, checked: Checked) -> dict[str, Any]:
    """A checked file as the keywords of `store.NewUpload`."""
    mapped = [*file.mapping.columns.values(), *DAYS]
    sources = (source for name in mapped for source in file.text.made.get(name, ()))
    return {
        "file_name": file.text.name,
        "sha256": file.text.sha256,
        "table": checked.table,
        "rows_in": checked.rows_in,
        "accepted": checked.accepted,
        "refused": without_raw_rows(checked.refused),
        "records": whole_rows(file.text, checked.refused, kept=[*mapped, *sources]),
        "profile": file.profile,
        "said": said_by(file),
        "alone": checked.alone,
        "closed": checked.closed,
        "earlier": checked.earlier,
        "removed": checked.removed,
        "is_whole": checked.is_whole,
        "is_snapshot": checked.days is not None,
        "header_shape": header_shape(file.text),
    }


def latest_day(files: Sequence[Checked], *, stored: date | None, today: date) -> date:
    """The latest day on which files or store say that something happened, up to today.

    Args:
        files: What came of each file.
        stored: The day the stored data speaks of; None where there is no real data.
        today: The day it is.
    """
    told = (one for file in files for one in (file.accepted, file.days))
    last = last_day((one for one in told if one is not None), today=today)
    return max([day for day in (last, stored) if day], default=today)


def last_day(tables: Iterable[pl.DataFrame], *, today: date) -> date | None:
    """The latest day up to today on which rows say that something happened, if any does."""
    days = (day for rows in tables for day in _last_days(rows, today=today))
    return max(days, default=None)


def _last_days(rows: pl.DataFrame, *, today: date) -> Iterator[date]:
    for column in rows.select(pl.col(pl.Date).exclude(WISHES)).iter_columns():
        last = column.filter(column <= today).max()
        if isinstance(last, date):
            yield last
