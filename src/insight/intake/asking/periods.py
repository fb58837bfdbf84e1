"""Columns of months, quarters, weeks or years where a day is needed."""

from collections.abc import Iterator

import polars as pl

from insight.intake.asking.question import ANSWERS, Question, Stored
from insight.intake.columns import period_key
from insight.intake.dates import DAY_FIRST, parse_dates
from insight.intake.evidence import present
from insight.intake.kinds import Kind, kind_of
from insight.intake.mapping import Mapping
from insight.intake.periods import FIRST_DAY, LAST_DAY, periods_of
from insight.intake.text_table import TextTable, shortened

_NO_SERVICE = ("exit_date", "end_date")


def periods(text: TextTable, mapping: Mapping, _stored: Stored) -> Iterator[Question]:
    """Asked once for each column that names periods: their first or their last day?"""
    for field, column in mapping.columns.items():
        if kind_of(mapping.table, field) is not Kind.DATE:
            continue
        cells = present(text.distinct(column).cells)
        days = parse_dates(cells, reading=DAY_FIRST)
        found = periods_of(cells.filter(days.is_null()))
        if found["first"].count():
            example = cells.filter(days.is_null()).filter(found["first"].is_not_null())
            yield _question(field, column, example[0], found.drop_nulls())


def _question(field: str, column: str, example: str, found: pl.DataFrame) -> Question:
    first, last = found.row(0)
    which = "the first day without service" if field in _NO_SERVICE else "the day"
    return Question(
        period_key(field),
        column,
        shortened(example),
        f"These are periods, not days. Which day of one is {which}?",
        {
            FIRST_DAY: f"Its first: {first.day} {first:%b %Y}",
            LAST_DAY: f"Its last: {last.day} {last:%b %Y}",
        },
        part=ANSWERS,
    )
