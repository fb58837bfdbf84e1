"""Several files of one drop, validated together so that they may refer to each other."""

from collections.abc import Iterable, Sequence
from collections.abc import Mapping as ReadOnly
from dataclasses import replace
from datetime import date

import polars as pl

from insight.intake.asking.one_list import listed_together
from insight.intake.asking.whole_list import (
    ended_by_list,
    gone_from_list,
    is_whole,
)
from insight.intake.beside import own_rows
from insight.intake.checked import Checked
from insight.intake.future import announced, too_far_ahead
from insight.intake.history import (
    Found,
    against_history,
    exits_without_spell,
    returns_without_exit,
)
from insight.intake.made_accounts import MAKERS, with_accounts
from insight.intake.mapped_file import MappedFile
from insight.intake.missing_rates import missing_rates
from insight.intake.progress import Report, silent
from insight.intake.refusals import refuse
from insight.intake.rules import broken_rules
from insight.intake.several_sources import with_known_names, with_what_is_known
from insight.intake.text_table import counted
from insight.intake.validate import validate
from insight.schema import TABLES
from insight.settings import Choices

__all__ = ["MappedFile", "order_of", "upserted", "validate_drop"]
_NOTHING: dict[str, pl.DataFrame] = {}
Earlier = tuple[MappedFile, Checked]


def validate_drop(
    files: Sequence[MappedFile],
    *,
    stored: ReadOnly[str, pl.DataFrame] = _NOTHING,
    today: date | None = None,
    makes_accounts: bool = False,
    report: Report = silent,
) -> tuple[Checked, ...]:
    """Each file of a drop checked, accounts first, in the order the files came.

    Args:
        files: Files whose required fields are mapped and questions answered.
        stored: The store's tables, which rows may refer to and must agree with.
        today: Where given, days more than two years after it are refused.
        makes_accounts: No file of accounts came yet: where none is in this drop either,
            accounts are made from the exits, returns and subscriptions that name them.
        report: Told how far the checks are; may raise to end them.

    Raises:
        MissingColumnsError: A required field of a file has no column.
        OpenQuestionError: A column reads two ways and nobody said which.
    """
    tables = {**stored, **{t: stored.get(t, _empty(t)) for t in TABLES}}
    dropped: dict[str, list[Earlier]] = {table: [] for table in TABLES}
    checked: dict[int, Checked] = {}
    makes_accounts &= all(file.mapping.table != "accounts" for file in files)
    for done, place in enumerate(order_of(files)):
        file = files[place]
        known = listed_together(tables, files, place)
        report(done / len(files), f"Checking file {done + 1} of {len(files)}")
        table = file.mapping.table
        makes = makes_accounts and table in MAKERS
        result = _checked(file, known, dropped[table], today, makes_accounts=makes)
        if result.made:
            made = result.made[1].accepted
            tables["accounts"] = upserted(tables["accounts"], made, table="accounts")
        tables[table] = _after(tables[table], result)
        dropped[table].append((file, result))
        checked[place] = result
    return tuple(checked[place] for place in range(len(files)))


def _after(stored: pl.DataFrame, checked: Checked) -> pl.DataFrame:
    after = upserted(stored, checked.written, table=checked.table)
    (key,) = TABLES[checked.table].primary_key()
    return after.filter(~pl.col(key).is_in(checked.removed))


def upserted(stored: pl.DataFrame, new: pl.DataFrame, *, table: str) -> pl.DataFrame:
    """A table after new rows have replaced those with the same key."""
    keys = TABLES[table].primary_key()
    kept = stored.select(new.columns).join(new, on=keys, how="anti")
    return pl.concat([kept, new])


def order_of(files: Sequence[MappedFile]) -> list[int]:
    """The order in which files are checked and stored: what others need comes first.

    Accounts come before what names them, whole rows before what completes them.
    """
    first = ("accounts", "fx_rates", *MAKERS)
    rank = {
        table: place for place, table in enumerate(dict.fromkeys([*first, *TABLES]))
    }

    def key(place: int) -> tuple[int, bool, bool]:
        file = files[place]
        return rank[file.mapping.table], file.keeps_known, file.only_known

    return sorted(range(len(files)), key=key)


def _checked(
    file: MappedFile,
    tables: ReadOnly[str, pl.DataFrame],
    earlier: list[Earlier],
    today: date | None,
    *,
    makes_accounts: bool,
) -> Checked:
    known_ids = {
        table: tables[table][TABLES[table].primary_key()[0]]
        for table in ("accounts", "exits", "cancellation_requests")
        if table != "accounts" or not makes_accounts
    }
    file = own_rows(file)
    before, file = file, with_known_names(file, tables)
    checked = validate(file.text, file.mapping, known_ids=known_ids)
    for other in () if file.keeps_known else earlier:
        checked = _against_other(file, checked, other)
    alone = checked.accepted
    checked = with_what_is_known(checked, file, tables, before=before)
    checked = replace(
        checked,
        is_whole=is_whole(file.text, file.mapping, tables),
        removed=gone_from_list(checked.accepted, file.text, file.mapping, tables),
        closed=ended_by_list(checked.accepted, file.text, file.mapping, tables),
    )
    rows = checked.accepted.with_columns(line=checked.lines)
    against = [*_broken_by_what_is_known(rows, alone, table=checked.table)]
    against += against_history(rows, table=checked.table, tables=tables)
    if today:
        against += too_far_ahead(rows, table=checked.table, today=today)
    for fields, found in against:
        checked = checked.without(refuse(file.text, file.mapping, found, fields=fields))
    ahead = (
        announced(checked.accepted, table=checked.table, today=today) if today else ()
    )
    checked = checked.with_notes(
        *_notes(checked, tables), *missing_rates(checked, tables), *ahead
    )
    if makes_accounts and checked.accepted.height:
        checked = with_accounts(checked, file, tables["accounts"])
    checked.require_conservation()
    return checked


def _against_other(file: MappedFile, checked: Checked, other: Earlier) -> Checked:
    """Rows that an earlier file of the drop has too: copies go, conflicts are refused.

    Only what both files say can be in conflict; the rest of a row completes the other.
    """
    earlier, told = other
    keys = TABLES[checked.table].primary_key()
    own, shared = _filled(file), sorted(_filled(file) & _filled(earlier) | set(keys))
    rows = checked.accepted.with_columns(line=checked.lines)
    again = rows.join(told.accepted.select(keys), on=keys, how="semi")
    same = again.join(told.accepted, on=shared, how="semi", nulls_equal=True)
    conflicts = again.join(same, on="line", how="anti")
    reason = pl.lit(f"Expected this key once: “{told.name}” has it with other values")
    found = conflicts.select("line", reason=reason)
    refused = refuse(file.text, file.mapping, found, fields=keys)
    copies = same["line"] if own <= _filled(earlier) else same["line"].clear()
    return checked.without_copies(copies).without(refused)


def _filled(file: MappedFile) -> set[str]:
    return {*file.mapping.columns, *file.mapping.constants}


def _broken_by_what_is_known(
    rows: pl.DataFrame, alone: pl.DataFrame, *, table: str
) -> Iterable[Found]:
    """Rules that rows keep by themselves, and break with what is known of them."""
    if rows.drop("line").equals(alone):
        return
    mixed = rows.join(alone, on=alone.columns, how="anti", nulls_equal=True)
    yield from broken_rules(mixed, table=table)


def _notes(checked: Checked, tables: ReadOnly[str, pl.DataFrame]) -> Iterable[str]:
    if checked.table == "win_backs":
        count = returns_without_exit(checked.accepted, exits=tables["exits"])
        if count:
            rows = counted(count, "return is", "returns are")
            yield f"{rows} of accounts without an exit record."
    if checked.table == "exits":
        days = Choices().match_days
        count = exits_without_spell(
            checked.accepted, subscriptions=tables["subscriptions"], match_days=days
        )
        if count:
            rows = counted(count, "exit is", "exits are")
            yield (
                f"{rows} of accounts whose subscriptions do not end within {days} days "
                "of it."
            )


def _empty(table: str) -> pl.DataFrame:
    return TABLES[table].create_empty()
