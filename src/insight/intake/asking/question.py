"""A question that a file leaves to a person, and where its answer is kept."""

from collections.abc import Callable, Iterator
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from insight.intake.mapping import Mapping
from insight.intake.text_table import TextTable

READINGS, CONSTANTS, ANSWERS = "readings", "constants", "answers"
COLUMNS = "columns"
Stored = ReadOnly[str, pl.DataFrame]
NOTHING_STORED: Stored = {}


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
            reads two ways, CONSTANTS for a value of every row, COLUMNS for the column of
            a field, ANSWERS for the file.
        is_free: Another answer than the options may be typed.
        asked_as: What it is called where one answer holds for several tables.
        group: The list it is one line of, where there may be many of its kind; the
            first option means yes there, the last one no.
        proposed: The answer that holds while nobody gives another one; it is told.
    """

    key: str
    column: str
    example: str
    sentence: str
    options: dict[str, str]
    part: str = READINGS
    is_free: bool = False
    asked_as: str = ""
    group: str = ""
    proposed: str | None = None

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
