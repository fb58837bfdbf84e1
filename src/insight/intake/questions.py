"""What only a person can say of a file: which way a column reads, and what it leaves out.

A question is asked by an asker, a function of the file, its mapping and what is stored.
Page and command line ask the same ones, and keep the answers in the mapping.
"""

from insight.intake.asking.came_back import came_back
from insight.intake.asking.currency import currency
from insight.intake.asking.customers import same_customers
from insight.intake.asking.interval import interval
from insight.intake.asking.last_days import last_days
from insight.intake.asking.offered_columns import offered_columns
from insight.intake.asking.periods import periods
from insight.intake.asking.quantities import quantities
from insight.intake.asking.question import (
    ANSWERS,
    COLUMNS,
    CONSTANTS,
    NOTHING_STORED,
    READINGS,
    Asker,
    Question,
    Stored,
)
from insight.intake.asking.states import states
from insight.intake.asking.surveys import survey_gaps
from insight.intake.asking.two_ways import two_ways
from insight.intake.asking.whole_list import whole_list
from insight.intake.mapping import Mapping
from insight.intake.text_table import TextTable

__all__ = [
    "ANSWERS",
    "COLUMNS",
    "CONSTANTS",
    "NOTHING_STORED",
    "READINGS",
    "Question",
    "Stored",
    "open_questions",
    "questions",
    "with_proposed",
]

_ASKERS: tuple[Asker, ...] = (
    two_ways,
    periods,
    last_days,
    interval,
    quantities,
    states,
    came_back,
    currency,
    offered_columns,
    survey_gaps,
    same_customers,
    whole_list,
)


def questions(
    text: TextTable, mapping: Mapping, stored: Stored = NOTHING_STORED
) -> tuple[Question, ...]:
    """Every question the file leaves to a person, answered or not."""
    return tuple(q for asker in _ASKERS for q in asker(text, mapping, stored))


def with_proposed(
    text: TextTable, mapping: Mapping, stored: Stored = NOTHING_STORED
) -> Mapping:
    """The mapping with what is proposed for the questions that have no answer yet."""
    for question in open_questions(text, mapping, stored):
        if question.proposed:
            mapping = question.answered(mapping, question.proposed)
    return mapping


def open_questions(
    text: TextTable, mapping: Mapping, stored: Stored = NOTHING_STORED
) -> tuple[Question, ...]:
    """The questions that have no answer yet."""
    asked = questions(text, mapping, stored)
    return tuple(q for q in asked if q.answer_in(mapping) is None)
