"""What is told of files before anything is stored: what they wait for."""

from collections.abc import Iterator, Sequence

from insight.cli.import_mapping import understood
from insight.cli.import_plan import Planned
from insight.cli.import_report import ASKS, HELD_BACK, REFUSED, Outcome
from insight.intake.mapped_file import MappedFile

NOT_STORED = "rows held back, as nothing of this import was stored"
_WAITING = "rows that wait for an answer"


def stopped_outcomes(
    plan: Planned, all_files: Sequence[MappedFile]
) -> Iterator[Outcome]:
    """A file that waits: for an answer, or for the others; or one that is no table.

    Args:
        plan: The file, one outcome for each table it fills.
        all_files: All files of the import.
    """
    if plan.problem:
        yield Outcome(plan.name, REFUSED, problem=plan.problem)
    elif plan.text is None or not plan.files:
        yield _unplaced(plan)
    else:
        for file in plan.files:
            yield _waiting(file, plan, all_files)


def _unplaced(plan: Planned) -> Outcome:
    """A file of which only a person knows how it is read or what it fills."""
    if plan.text is None:
        return Outcome(plan.name, ASKS, questions=plan.questions)
    return Outcome(
        plan.name,
        ASKS,
        encoding=plan.text.encoding,
        delimiter=plan.text.delimiter,
        rows_in=plan.text.rows_in,
        skipped={_WAITING: plan.text.rows_in},
        notes=plan.text.notes,
        questions=plan.questions,
    )


def _waiting(
    file: MappedFile, plan: Planned, all_files: Sequence[MappedFile]
) -> Outcome:
    """A file for one of its tables, of which nothing is stored yet."""
    table = file.mapping.table
    asks = tuple(one for one in plan.questions if one["table"] in {table, None})
    status, why = (ASKS, _WAITING) if asks else (HELD_BACK, NOT_STORED)
    return Outcome(
        plan.name,
        status,
        table=table,
        profile=file.profile,
        encoding=file.text.encoding,
        delimiter=file.text.delimiter,
        rows_in=file.text.rows_in,
        skipped={why: file.text.rows_in},
        mapping=understood(file, all_files),
        notes=file.text.notes,
        questions=asks,
    )
