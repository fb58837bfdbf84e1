"""The questions of an import as a command line puts them, and the answers it takes."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from insight.cli.import_words import with_answers
from insight.errors import UnknownEncodingError, UnknownTableError
from insight.intake.amounts import COMMA, POINT
from insight.intake.dates import DAY_FIRST, MONTH_FIRST
from insight.intake.encodings import ENCODINGS
from insight.intake.mapped_file import MappedFile
from insight.intake.mapping import propose_constants, with_values
from insight.intake.questions import COLUMNS, READINGS, Question, Stored, questions
from insight.schema import TABLES

_READINGS = {
    "dmy": DAY_FIRST,
    "mdy": MONTH_FIRST,
    "point": POINT,
    "comma": COMMA,
    **{reading: reading for reading in (DAY_FIRST, MONTH_FIRST)},
}
_YES, _NO = "yes", "no"
"""What answers all questions of a list at once."""


def answered(
    file: MappedFile, answers: Mapping[str, str], stored: Stored
) -> MappedFile:
    """The file with the columns, words and questions that were answered."""
    mapping = file.mapping
    fields = TABLES[mapping.table].columns()
    chosen = {
        said: column
        for said, column in answers.items()
        if said in fields and column in file.text.columns
    }
    columns = mapping.columns | chosen
    told = propose_constants(file.text, mapping.table, columns) if chosen else {}
    changed = replace(mapping, columns=columns, constants=mapping.constants | told)
    for question in questions(file.text, changed, stored):
        answer = _answer_to(question, answers)
        if answer is None and question.answer_in(changed) is None:
            answer = question.proposed
        if answer:
            changed = question.answered(changed, answer)
    changed = with_answers(file.text, with_values(file.text, changed), answers)
    return replace(file, mapping=changed)


def _answer_to(question: Question, answers: Mapping[str, str]) -> str | None:
    """What was answered under the question's own name, its column's or its list's."""
    if question.group in answers and question.key not in answers:
        first, *_, last = question.options
        return {_YES: first, _NO: last}.get(answers[question.group])
    by_column = () if question.typed else (question.column,)
    names = (question.key, *by_column, question.asked_as)
    said = next((answers[name] for name in names if name in answers), None)
    return None if said is None else question.meant_by(said) or _READINGS.get(said)


def still_open(file: MappedFile, stored: Stored) -> Iterator[dict[str, Any]]:
    """What a person has to say of a file before it can be taken."""
    table = file.mapping.table
    asked = questions(file.text, file.mapping, stored)
    columns = {question.key for question in asked if question.part == COLUMNS}
    for missing in (f for f in file.mapping.missing() if f not in columns):
        yield {
            "table": table,
            "field": missing,
            "column": None,
            "sentence": f"Which column holds {missing} of {table}? Answer with "
            f"--answer {missing}=COLUMN.",
            "options": list(file.text.columns),
        }
    for question in asked:
        if question.answer_in(file.mapping) is None:
            yield _asked(question, table)


def _asked(question: Question, table: str) -> dict[str, Any]:
    """A question with the words that answer it on a command line."""
    short = {reading: word for word, reading in reversed(_READINGS.items())}
    answers = [short.get(option, option) for option in question.options]
    is_reading = question.part == READINGS
    said = question.asked_as or (question.column if is_reading else question.key)
    about = f"{question.column} ({question.example}): " if question.column else ""
    label = question.typed.label if question.typed else ""
    typed = [f"another value ({label[0].lower()}{label[1:]})"] if label else []
    choice = " or ".join([*answers, *typed])
    return {
        "table": table,
        "field": question.key,
        "column": question.column or None,
        "sentence": f"{about}{question.sentence} Answer with --answer {said}={choice}.",
        "options": answers,
    }


def which_table(unknown: UnknownTableError) -> dict[str, Any]:
    """The question what a file is."""
    return {
        "table": None,
        "field": None,
        "column": None,
        "sentence": f"{unknown} Answer with --table.",
        "options": list(unknown.candidates or TABLES),
    }


def which_encoding(unknown: UnknownEncodingError) -> dict[str, Any]:
    """The question how the bytes of a file are read."""
    return {
        "table": None,
        "field": None,
        "column": None,
        "sentence": f"{unknown} Answer with --answer encoding=NAME.",
        "options": list(ENCODINGS),
    }
