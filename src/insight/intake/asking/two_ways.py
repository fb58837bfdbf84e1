"""Columns of which every value reads two ways: day or month first, point or comma."""

from collections.abc import Iterator

from insight.intake.amounts import COMMA, POINT
from insight.intake.asking.question import READINGS, Question, Stored
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


def two_ways(text: TextTable, mapping: Mapping, _stored: Stored) -> Iterator[Question]:
    """Columns of which every value reads two ways."""
    for name, column in mapping.columns.items():
        kind = kind_of(mapping.table, name)
        if kind not in _OPTIONS:
            continue
        yield from order_question(name, column, text, kind=kind)


def order_question(
    key: str,
    column: str,
    text: TextTable,
    *,
    kind: Kind = Kind.DATE,
    part: str = READINGS,
) -> Iterator[Question]:
    """The question how a column reads, where it does not say so itself."""
    evidence = evidence_for(text.distinct(column).cells, kind)
    if evidence is not None and evidence.is_open():
        example = shortened(evidence.example or "")
        yield Question(key, column, example, _SENTENCES[kind], _OPTIONS[kind], part)
