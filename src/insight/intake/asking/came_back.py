"""Subscriptions that were activated again, of which no file says when they had ended."""

from collections.abc import Iterator

import polars as pl

from insight.intake.asking.question import ANSWERS, Question, Stored
from insight.intake.evidence import is_missing
from insight.intake.life_days import BACK, CAME_BACK, DAYS_BEFORE, GONE, LEFT, STAYED
from insight.intake.mapping import Mapping
from insight.intake.text_table import TextTable, counted


def came_back(text: TextTable, mapping: Mapping, _stored: Stored) -> Iterator[Question]:
    """Asked where an export says the day of the return, and not that of the exit."""
    if mapping.table != "subscriptions" or BACK not in text.made:
        return
    is_back = ~is_missing(pl.col(BACK))
    if GONE in text.made:
        is_back &= is_missing(pl.col(GONE))
    count = text.rows.filter(is_back).height
    if count:
        yield Question(
            CAME_BACK,
            "",
            f"{counted(count, 'subscription')} activated again",
            "These were activated again after they had ended, and the export does not "
            "say when. Had these customers left?",
            {
                LEFT: f"Yes: {DAYS_BEFORE} days before they came back",
                STAYED: "No: they were customers throughout",
            },
            part=ANSWERS,
            proposed=LEFT,
        )
