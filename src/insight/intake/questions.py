"""What only a person can say of a file: the order of day and month, the decimal mark."""

from dataclasses import dataclass

from insight.intake.amounts import COMMA, POINT
from insight.intake.dates import DAY_FIRST, MONTH_FIRST
from insight.intake.kinds import Kind, evidence_for, kind_of
from insight.intake.mapping import Mapping
from insight.intake.text_table import TextTable, shortened

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
    """A column that reads two ways, one of its values, and what may be answered.

    `options` goes from the answer, to be put in `Mapping.readings`, to its label.
    """

    field: str
    column: str
    example: str
    sentence: str
    options: dict[str, str]


def questions(text: TextTable, mapping: Mapping) -> tuple[Question, ...]:
    """Every question the file leaves to a person, answered or not."""
    kinds = {name: kind_of(mapping.table, name) for name in mapping.columns}
    return tuple(
        Question(
            name,
            column,
            shortened(evidence.example or ""),
            _SENTENCES[kind],
            _OPTIONS[kind],
        )
        for name, column in mapping.columns.items()
        if (kind := kinds[name]) in _OPTIONS
        and (evidence := evidence_for(text.distinct(column).cells, kind)) is not None
        and evidence.is_open()
    )


def open_questions(text: TextTable, mapping: Mapping) -> tuple[Question, ...]:
    """The questions that have no answer yet."""
    asked = questions(text, mapping)
    return tuple(q for q in asked if mapping.readings.get(q.field) not in q.options)
