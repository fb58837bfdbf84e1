"""One ordinary file that fills two tables: customers or subscriptions, and their exits."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import polars as pl

from insight.intake.mapped_file import MappedFile
from insight.intake.mapping import Mapping
from insight.intake.profiles.of_customers import kept_another
from insight.intake.profiles.parts import day

STAYED = "rows of customers without a date of leaving"
KEPT_ANOTHER = "rows of customers who kept another subscription"
_SAYS_EXIT = ("exit_date", "reason_code", "stated_reason_code", "competitor")
_SHARED = ("account_id", "exit_date")


def side_by_side(files: Sequence[MappedFile]) -> tuple[MappedFile, ...]:
    """The ordinary files of one text, told of each other where one holds the exits.

    Rows that tell of no exit are then left out of the exits, and what is known of a
    customer stays where the file is silent.
    """
    first = next((f for f in files if f.mapping.table in _HOLDERS), None)
    if first is None or all(f.mapping.table != "exits" for f in files):
        return tuple(files)
    return tuple(
        replace(f, keeps_known=True, beside=first.mapping)
        if f.mapping.table == "exits"
        else replace(f, keeps_known=f.mapping.table == "accounts")
        for f in files
    )


_HOLDERS = ("accounts", "subscriptions")


def without_shared(exits: Mapping, holder: Mapping) -> Mapping:
    """The mapping of exits without columns that are the other table's own."""
    own = {*holder.columns.values()}
    columns = {
        field: column
        for field, column in exits.columns.items()
        if field in _SHARED or column not in own
    }
    account = {"account_id": holder.columns.get("account_id", "")}
    known = {field: column for field, column in account.items() if column}
    values = {field: w for field, w in exits.values.items() if field in columns}
    return replace(exits, columns=columns | known, values=values)


def own_rows(file: MappedFile) -> MappedFile:
    """The file with the rows of its table; the others count as skipped, by reason."""
    if file.beside is None:
        return file
    text = file.text
    stays = pl.repeat(value=True, n=text.rows.height, eager=True)
    skipped = dict(text.skipped)
    for why, out in _left_out(file, file.beside):
        skipped[why] = int((out & stays).sum())
        stays &= ~out
    kept = {why: count for why, count in skipped.items() if count}
    rows, lines = text.rows.filter(stays), text.lines.filter(stays)
    return replace(file, text=replace(text, rows=rows, lines=lines, skipped=kept))


def _left_out(file: MappedFile, holder: Mapping) -> Iterator[tuple[str, pl.Series]]:
    columns, rows = file.mapping.columns, file.text.rows
    says = [columns[field] for field in _SAYS_EXIT if field in columns]
    yield STAYED, rows.select(out=pl.all_horizontal(pl.col(says).is_null()))["out"]
    start, end = holder.columns.get("start_date"), columns.get("exit_date")
    if holder.table == "subscriptions" and start and end:
        kept = kept_another(columns["account_id"], day(start), day(end))
        yield KEPT_ANOTHER, rows.select(out=kept.fill_null(value=False))["out"]
