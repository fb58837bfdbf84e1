"""An import from the command line: all planned files checked, and stored or not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import polars as pl

from insight.cli.import_mapping import understood
from insight.cli.import_plan import Asked, Planned, Store, listed_before
from insight.cli.import_report import (
    ALREADY,
    HELD_BACK,
    NOTHING,
    REFUSED,
    STORED,
    WOULD_STORE,
    Outcome,
)
from insight.cli.import_stopped import NOT_STORED, stopped_outcomes
from insight.cli.import_words import words_left, words_note
from insight.intake.checked import Checked
from insight.intake.drop import order_of, validate_drop
from insight.intake.filling import without_second_sources
from insight.intake.mapped_file import MappedFile
from insight.intake.outcome import all_to_store, latest_day
from insight.intake.snapshots import from_as_of
from insight.schema import TABLES
from insight.store.brought_again import tables_without
from insight.store.changes import Changes, changes, emptied_in_words, rows_gone
from insight.store.history import complete_up_to, has_accounts, history
from insight.store.mappings import mark_used
from insight.store.uploads import NewUpload, commit

_MOST_REFUSALS = 20
_SECOND_SOURCE = "rows that another source of this table brings"
_CHANGES = ("new", "changed", "unchanged", "gone")


@dataclass(frozen=True, slots=True)
class Result:
    """A file, what came of its rows, and what is told of it."""

    file: MappedFile
    checked: Checked
    outcome: Outcome


def import_all(
    store: Store,
    plans: Sequence[Planned],
    asked: Asked,
    *,
    by: str,
    at: datetime,
    stores: bool,
) -> list[Outcome]:
    """What became of each planned file; all are stored, or none.

    Args:
        store: What they are compared with, and go into.
        plans: The files, in the order they were named.
        asked: What a person said of them.
        by: Who imports.
        at: When, with a time zone.
        stores: False to tell only what would change.
    """
    stopped = [
        one for plan in plans for one in stopped_outcomes(plan, _all_files(plans))
    ]
    if any(one.status != HELD_BACK for one in stopped):
        return stopped
    files = _files(store.engine, plans)
    known = {**store.tables, **listed_before(store, plans)}
    results, as_of = _checked(
        replace(store, tables=known), files, _all_files(plans), asked, today=at.date()
    )
    outcomes = [result.outcome for result in results]
    left_out = _left_out(plans, files)
    if any(one.status == REFUSED for one in outcomes):
        return [*(_held_back(one) for one in outcomes), *left_out]
    if stores:
        _store(store, results, as_of, by=by, at=at)
        mark_used(store.engine, {plan.kept for plan in plans if plan.kept}, at=at)
        outcomes = [_as_stored(one) for one in outcomes]
    return [*(replace(one, as_of=as_of.isoformat()) for one in outcomes), *left_out]


def _all_files(plans: Sequence[Planned]) -> list[MappedFile]:
    return [file for plan in plans for file in plan.files]


def _files(engine: Any, plans: Sequence[Planned]) -> list[MappedFile]:
    live = history(engine).filter(pl.col("is_live") & ~pl.col("is_sample"))
    held = set(live.select("table", "profile").iter_rows())
    return list(without_second_sources(_all_files(plans), held=held))


def _checked(
    store: Store,
    files: Sequence[MappedFile],
    all_files: Sequence[MappedFile],
    asked: Asked,
    *,
    today: date,
) -> tuple[list[Result], date]:
    """What came of each file, and the day that all are complete up to."""
    hashes = {file.text.sha256 for file in files}
    checked = validate_drop(
        files,
        stored=tables_without(store.engine, store.tables, hashes),
        today=today,
        makes_accounts=not has_accounts(store.engine),
    )
    as_of = asked.as_of or _latest_day(store, checked, today=today)
    live = history(store.engine).filter("is_live")
    days = {} if asked.as_of else dict(live.select("sha256", "as_of").iter_rows())
    known = set(live.select("sha256", "table").iter_rows())
    since = complete_up_to(store.engine, "subscriptions", without=hashes)
    dated = [
        (file, from_as_of(one, days.get(file.text.sha256, as_of), since=since))
        for file, one in zip(files, checked, strict=True)
    ]
    results = [
        _result(file, one, _changes(store, file, one), known, all_files)
        for file, one in dated
    ]
    return results, as_of


def _changes(store: Store, file: MappedFile, checked: Checked) -> Changes:
    table, written = checked.table, checked.written
    held = store.tables.get(table, TABLES[table].create_empty())
    gone = rows_gone(store.engine, written, table=table, sha256=file.text.sha256)
    would = changes(held, written, table=table, removed=checked.removed)
    return replace(would, gone=would.gone + gone)


def _result(
    file: MappedFile,
    checked: Checked,
    would: Changes,
    known: set[tuple[str, str]],
    all_files: Sequence[MappedFile],
) -> Result:
    is_known = (file.text.sha256, checked.table) in known
    emptied = emptied_in_words(would.emptied, table=checked.table)
    outcome = Outcome(
        file.text.name,
        _status(checked, would, is_known=is_known),
        table=checked.table,
        profile=file.profile,
        encoding=file.text.encoding,
        delimiter=file.text.delimiter,
        rows_in=checked.rows_in,
        stored=checked.accepted.height,
        refused=checked.rows_refused,
        skipped=dict(checked.skipped),
        mapping=understood(file, all_files),
        changes={what: getattr(would, what) for what in _CHANGES},
        changed=tuple(would.cells.iter_rows(named=True)),
        notes=(
            *checked.notes,
            *([emptied] if emptied else []),
            *words_note(file),
        ),
        words=words_left(file),
        refusals=tuple(checked.refused.head(_MOST_REFUSALS).iter_rows(named=True)),
    )
    return Result(file, checked, outcome)


def _status(checked: Checked, would: Changes, *, is_known: bool) -> str:
    if checked.rows_refused and not checked.accepted.height:
        return REFUSED
    if is_known and would.is_nothing:
        return ALREADY
    return WOULD_STORE if checked.accepted.height or would.gone else NOTHING


def _left_out(
    plans: Sequence[Planned], taken: Sequence[MappedFile]
) -> Iterator[Outcome]:
    for plan in plans:
        for file in plan.files:
            if not any(file is other for other in taken):
                rows = file.text.rows_in
                yield Outcome(
                    plan.name,
                    NOTHING,
                    table=file.mapping.table,
                    profile=file.profile,
                    rows_in=rows,
                    skipped={_SECOND_SOURCE: rows},
                )


def _held_back(one: Outcome) -> Outcome:
    """A file that was not stored because another one was refused."""
    if one.status == REFUSED or not one.stored:
        return one
    skipped = {**one.skipped, NOT_STORED: one.stored}
    return replace(one, status=HELD_BACK, stored=0, skipped=skipped, changes={})


def _latest_day(store: Store, checked: Sequence[Checked], *, today: date) -> date:
    stored = None if store.held.is_sample else store.held.as_of
    return latest_day(checked, stored=stored, today=today)


def _store(
    store: Store, results: Sequence[Result], as_of: date, *, by: str, at: datetime
) -> None:
    in_order = [results[place] for place in order_of([one.file for one in results])]
    new = [one for one in in_order if one.outcome.status == WOULD_STORE]
    commit(
        store.engine,
        [
            NewUpload(**upload)
            for one in new
            for upload in all_to_store(one.file, one.checked)
        ],
        by=by,
        at=at,
        as_of=as_of,
        seen=store.held.data_version,
    )


def _as_stored(one: Outcome) -> Outcome:
    return replace(one, status=STORED) if one.status == WOULD_STORE else one
