"""The day of each answer of a survey, by which its exit is found."""

import polars as pl

from insight.intake.dates import DAY_FIRST, date_evidence, parse_dates
from insight.intake.mapping import Mapping
from insight.intake.other_ids import ANSWERED
from insight.intake.text_table import TextTable


def days_of(text: TextTable, mapping: Mapping) -> pl.Series:
    """The day of each answer, read as the column proves or a person said."""
    cells = text.distinct(ANSWERED)
    evidence = date_evidence(cells.cells)
    answer = mapping.answers.get(ANSWERED)
    reading = evidence.reading(answer, default=DAY_FIRST)
    return cells.to_rows(parse_dates(cells.cells, reading=reading))
