"""Subscriptions that are past due or paused: since when, and for how long already?"""

from collections.abc import Iterator

import polars as pl

from insight.intake.asking.last_days import is_open
from insight.intake.asking.question import ANSWERS, Question, Stored
from insight.intake.evidence import present
from insight.intake.kinds import Kind, share_of_kind
from insight.intake.life_days import (
    FROM_START,
    LEFT,
    NOW,
    SINCE,
    STATE_SINCE,
    STAYED,
    TOO_LONG,
    days_in,
    late_rows,
)
from insight.intake.mapping import Mapping, header_of
from insight.intake.text_table import TextTable, counted

_NEEDED = {"subscription_id", "status", "start_date"}


def states(text: TextTable, mapping: Mapping, _stored: Stored) -> Iterator[Question]:
    """Asked where a list with one row per subscription does not say since when.

    A status that is older than it counts is asked about, too: a row of today takes
    nobody away two years ago.
    """
    if not _is_snapshot(text, mapping) or is_open(text, mapping, "start_date"):
        return
    late = late_rows(text, mapping)
    said = days_in(text, mapping, SINCE).to_frame("said").with_columns(line=text.lines)
    unsaid = late.join(said.drop_nulls("said"), on="line", how="anti")
    if unsaid.height:
        yield _since_when(text, mapping, unsaid)
    old = late.filter("is_old")
    if old.height:
        yield _for_long(old)


def _is_snapshot(text: TextTable, mapping: Mapping) -> bool:
    columns = mapping.columns
    if mapping.table != "subscriptions" or not columns.keys() >= _NEEDED:
        return False
    ids = text.rows[columns["subscription_id"]]
    return "phase_id" not in columns and not ids.drop_nulls().is_duplicated().any()


def _since_when(text: TextTable, mapping: Mapping, late: pl.DataFrame) -> Question:
    taken = set(mapping.columns.values())
    others = [
        name for name in header_of(text) if name not in taken and _is_days(text, name)
    ]
    return Question(
        STATE_SINCE,
        mapping.columns["status"],
        _counted(late),
        "Since when are these past due or paused? The list has one row for each "
        "subscription, and does not say it.",
        {
            NOW: "The day it is complete up to: until then they were active",
            FROM_START: "Their start date: they were never active",
            **{name: f"The day in “{name}”" for name in others},
        },
        part=ANSWERS,
        proposed=NOW if text.made else None,
    )


def _for_long(late: pl.DataFrame) -> Question:
    first = late.select(pl.col("since").min().cast(pl.String)).item()
    return Question(
        TOO_LONG,
        "",
        f"{_counted(late)}, the first one since {first}",
        "Their status is older than it counts for. Are these still customers?",
        {
            STAYED: "Yes: it counts from the day the list is complete up to",
            LEFT: "No: they left when its limit had passed",
        },
        part=ANSWERS,
    )


def _counted(late: pl.DataFrame) -> str:
    words = " or ".join(sorted(late["status"].unique())).replace("_", " ")
    return f"{counted(late.height, 'subscription')} {words}"


def _is_days(text: TextTable, column: str) -> bool:
    cells = present(text.distinct(column).cells)
    return cells.len() > 0 and share_of_kind(cells, Kind.DATE) == 1
