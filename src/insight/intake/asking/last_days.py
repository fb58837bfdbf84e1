"""End dates that name the last day of service, where ours name the day after it."""

from collections.abc import Iterator

import polars as pl

from insight.intake.asking.question import ANSWERS, Question, Stored
from insight.intake.columns import type_column
from insight.intake.kinds import Kind, evidence_for
from insight.intake.mapping import Mapping
from insight.intake.text_table import TextTable, counted

ENDS_ON = "ends_on"
LAST_DAY, DAY_AFTER = "last_day", "day_after"
_NEEDED = {"subscription_id", "start_date", "end_date"}
_LOOKED_AT = 200_000
_FEWEST = 3
_OPTIONS = {
    LAST_DAY: "The last day of service",
    DAY_AFTER: "The first day without service",
}


def last_days(text: TextTable, mapping: Mapping, _stored: Stored) -> Iterator[Question]:
    """Asked where most phases end the day before the next, or at the end of a month."""
    if mapping.table != "subscriptions" or not mapping.columns.keys() >= _NEEDED:
        return
    if any(is_open(text, mapping, field) for field in ("start_date", "end_date")):
        return
    if example := sign_of_last_days(_phases(text, mapping)):
        yield Question(
            ENDS_ON,
            mapping.columns["end_date"],
            example,
            "Which day do these end dates name?",
            _OPTIONS,
            part=ANSWERS,
        )


def with_days_after(rows: pl.DataFrame, mapping: Mapping) -> pl.DataFrame:
    """Rows whose ends are the first day without service, as the schema has them."""
    if mapping.answers.get(ENDS_ON) != LAST_DAY:
        return rows
    return rows.with_columns(pl.col("end_date").dt.offset_by("1d"))


def is_open(text: TextTable, mapping: Mapping, field: str) -> bool:
    """Whether nobody said yet which way a date column reads."""
    cells = text.distinct(mapping.columns[field]).cells
    evidence = evidence_for(cells, Kind.DATE)
    is_answered = field in mapping.readings
    return evidence is not None and evidence.is_open() and not is_answered


def _phases(text: TextTable, mapping: Mapping) -> pl.DataFrame:
    start, end = (
        type_column(text, mapping, field).values.alias(name)
        for field, name in (("start_date", "start"), ("end_date", "end"))
    )
    subscription = text.rows[mapping.columns["subscription_id"]].alias("subscription")
    return pl.DataFrame([subscription, start, end]).head(_LOOKED_AT).drop_nulls("start")


def sign_of_last_days(phases: pl.DataFrame) -> str:
    """What shows that ends are last days; empty where most are not.

    Args:
        phases: `subscription` and the dates `start` and `end` of each.
    """
    follower = pl.col("start").shift(-1).over("subscription", order_by="start")
    apart = (follower - pl.col("end")).dt.total_days()
    near = phases.select(apart=apart).filter(pl.col("apart").is_between(0, 1))
    if near.height:
        before = int(near["apart"].sum())
        told = (
            f"{before} of {counted(near.height, 'phase')} end the day before the next"
        )
        return told if 2 * before > near.height else ""
    ended = phases.drop_nulls("end")
    is_last = pl.col("end") == pl.col("end").dt.month_end()
    last = ended.filter(is_last, pl.col("start").dt.day() == 1).height
    told = f"{last} of {counted(ended.height, 'end')} are the last day of a month"
    return told if last >= _FEWEST and 2 * last > ended.height else ""
