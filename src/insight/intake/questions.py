"""What only a person can say of a file: which way a column reads, and what it leaves out.

A question is asked by an asker, a function of the file, its mapping and what is stored.
Page and command line ask the same ones, and keep the answers in the mapping.
"""

from collections.abc import Callable, Iterator
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from insight.intake.amounts import COMMA, POINT
from insight.intake.dates import DAY_FIRST, MONTH_FIRST
from insight.intake.kinds import Kind, evidence_for, kind_of
from insight.intake.mapping import Mapping
from insight.intake.text_table import TextTable, shortened

READINGS, CONSTANTS, ANSWERS = "readings", "constants", "answers"
Stored = ReadOnly[str, pl.DataFrame]
NOTHING_STORED: Stored = {}
_OPTIONS = {
    Kind.DATE: {
        DAY_FIRST: "Day first: 27/10/2024",
        MONTH_FIRST: "Month first: 10/27/2024",
    },
    Kind.AMOUNT: {POINT: "Point: 1,234.50", COMMA: "Comma: 1.234,50"},
}
_SENTENCES = {
    Kind.DATE: "Does the day or the month come first? Every value reads both ways.",
    Kind.AMOUNT: "Which mark is the decimal one? Every value reads both ways.",
}


@dataclass(frozen=True, slots=True)
class Question:
    """Something about a file that it does not say itself, and what may be answered.

    Attributes:
        key: The name the answer is kept under: a field, or what the question is about.
        column: The column it is about; empty for the whole file.
        example: One of its values, or what else shows the doubt.
        sentence: The question.
        options: From the answer that is kept to its label.
        part: The part of the mapping that keeps the answer: READINGS where a column
            reads two ways, CONSTANTS for a value of every row, ANSWERS for the file.
        is_free: Another answer than the options may be typed.
    """

    key: str
    column: str
    example: str
    sentence: str
    options: dict[str, str]
    part: str = READINGS
    is_free: bool = False

    def answer_in(self, mapping: Mapping) -> str | None:
        """What the mapping answers, None where that is nothing this question takes."""
        answer: str | None = getattr(mapping, self.part).get(self.key)
        return answer if answer and (self.is_free or answer in self.options) else None

    def answered(self, mapping: Mapping, answer: str) -> Mapping:
        """The mapping with an answer to this question."""
        changed: dict[str, Any] = {
            self.part: {**getattr(mapping, self.part), self.key: answer}
        }
        return replace(mapping, **changed)


Asker = Callable[[TextTable, Mapping, Stored], Iterator[Question]]


def questions(
    text: TextTable, mapping: Mapping, stored: Stored = NOTHING_STORED
) -> tuple[Question, ...]:
    """Every question the file leaves to a person, answered or not."""
    return tuple(q for asker in _ASKERS for q in asker(text, mapping, stored))


def open_questions(
    text: TextTable, mapping: Mapping, stored: Stored = NOTHING_STORED
) -> tuple[Question, ...]:
    """The questions that have no answer yet."""
    asked = questions(text, mapping, stored)
    return tuple(q for q in asked if q.answer_in(mapping) is None)


def _two_ways(text: TextTable, mapping: Mapping, _stored: Stored) -> Iterator[Question]:
    """Columns of which every value reads two ways."""
    for name, column in mapping.columns.items():
        kind = kind_of(mapping.table, name)
        if kind not in _OPTIONS:
            continue
        evidence = evidence_for(text.distinct(column).cells, kind)
        if evidence is not None and evidence.is_open():
            example = shortened(evidence.example or "")
            yield Question(name, column, example, _SENTENCES[kind], _OPTIONS[kind])


_ASKERS: tuple[Asker, ...] = (_two_ways,)
