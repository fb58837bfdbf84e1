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
class Typed:
    """An answer that may be typed where no option fits.

    Attributes:
        label: What to type, with an example.
        reads: The answer that is meant by what was typed, None where none is.
        option: What stands for it among the options.
    """

    label: str
    reads: Callable[[str], str | None]
    option: str = "Another one"


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
        typed: Another answer than the options, where one may be typed.
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
    typed: Typed | None = None
    asked_as: str = ""
    group: str = ""
    proposed: str | None = None

    def answer_in(self, mapping: Mapping) -> str | None:
        """What the mapping answers, None where that is nothing this question takes."""
        answer: str | None = getattr(mapping, self.part).get(self.key)
        return self.meant_by(answer) if answer else None

    def meant_by(self, said: str) -> str | None:
        """The option, or what is read as another answer; None where it is neither."""
        if said in self.options:
            return said
        return self.typed.reads(said) if self.typed else None

    def answered(self, mapping: Mapping, answer: str) -> Mapping:
        """The mapping with an answer to this question."""
        changed: dict[str, Any] = {
            self.part: {**getattr(mapping, self.part), self.key: answer}
        }
        return replace(mapping, **changed)


Asker = Callable[[TextTable, Mapping, Stored], Iterator[Question]]
