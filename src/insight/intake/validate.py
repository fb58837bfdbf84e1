"""Text and mapping to typed, accepted rows; everything else is refused or counted."""

from collections.abc import Collection, Iterator
from collections.abc import Mapping as ReadOnly

import polars as pl

from insight.errors import MissingColumnsError, OpenQuestionError
from insight.intake.checked import COPIES, Checked
from insight.intake.duplicates import Distinct, distinct_rows, key_fields
from insight.intake.mapping import Mapping
from insight.intake.questions import READINGS, open_questions
from insight.intake.references import unknown_references
from insight.intake.refusals import by_line, refuse, without_lines
from insight.intake.rules import broken_rules
from insight.intake.text_table import TextTable, counted
from insight.intake.typed_rows import type_rows

_NO_IDS: dict[str, Collection[str]] = {}


def validate(
    text: TextTable,
    mapping: Mapping,
    *,
    known_ids: ReadOnly[str, Collection[str]] = _NO_IDS,
) -> Checked:
    """One file's rows, typed by their fields and checked by the rules of the table.

    Args:
        text: The file.
        mapping: Which column holds which field, with every question answered.
        known_ids: Ids by table that rows may refer to; a table that is not named
            here is not checked.

    Returns:
        Accepted rows as the schema types them, and each refused row by its line.

    Raises:
        MissingColumnsError: A required field has no column.
        OpenQuestionError: A column reads two ways and nobody said which.
    """
    _require_ready(text, mapping)
    typed = type_rows(text, mapping)
    distinct = distinct_rows(typed.rows, table=mapping.table)
    against_rules = _against_rules(text, mapping, distinct, known_ids)
    refused = by_line([text.refused, typed.refused, *against_rules])
    accepted = without_lines(distinct.rows, refused).clone()
    lines = accepted.drop_in_place("line")
    checked = Checked(
        name=text.name,
        table=mapping.table,
        rows_in=text.rows_in,
        accepted=accepted,
        lines=lines,
        refused=refused,
        skipped=_skipped(text, distinct.copies),
        notes=(*text.notes, *typed.notes, *_copies_note(text, distinct.copies)),
    )
    checked.require_conservation()
    return checked


def _require_ready(text: TextTable, mapping: Mapping) -> None:
    if missing := mapping.missing():
        raise MissingColumnsError.of(mapping.table, missing, text.columns)
    asked = [q for q in open_questions(text, mapping) if q.part == READINGS]
    if asked:
        columns = ", ".join(f"“{question.column}”" for question in asked)
        raise OpenQuestionError(f"Say first how {columns} is to be read.")


def _against_rules(
    text: TextTable,
    mapping: Mapping,
    distinct: Distinct,
    known_ids: ReadOnly[str, Collection[str]],
) -> Iterator[pl.DataFrame]:
    table = mapping.table
    if distinct.conflicts.height:
        keys = [field for field in key_fields(table) if field in mapping.columns]
        yield refuse(text, mapping, distinct.conflicts, fields=keys)
    for fields, broken in broken_rules(distinct.rows, table=table):
        yield refuse(text, mapping, broken, fields=fields)
    unknown = unknown_references(distinct.rows, table=table, known_ids=known_ids)
    for field, found in unknown:
        yield refuse(text, mapping, found, fields=[field])


def _skipped(text: TextTable, copies: int) -> dict[str, int]:
    return {**text.skipped, COPIES: copies} if copies else dict(text.skipped)


def _copies_note(text: TextTable, copies: int) -> tuple[str, ...]:
    exact = text.rows.height - text.rows.n_unique() if copies else 0
    if copies <= exact:
        return ()
    rows = counted(copies - exact, "row repeats", "rows repeat")
    return (f"{rows} an earlier one except in columns that are not imported.",)
