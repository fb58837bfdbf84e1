"""Rows that are known already: what a file does not say of them stays as known."""

from dataclasses import replace
from functools import partial

import polars as pl

from insight.intake.answer_days import days_of
from insight.intake.checked import Checked
from insight.intake.columns import is_said
from insight.intake.corrections import as_known, has_own_ids, has_phases
from insight.intake.latest_phases import of_latest_phase, with_changes_told
from insight.intake.life_days import days_told, notes_on_lives
from insight.intake.mapped_file import MappedFile
from insight.intake.mapping import Mapping
from insight.intake.row_currency import CURRENCY, amount_column
from insight.intake.text_table import TextTable
from insight.schema import TABLES, column_metadata

NO_EXIT_NEAR = "rows with no exit of the customer near that day"
_DATED = {"exits": "exit_date", "win_backs": "return_date"}
_KNOWN, _SAID = " known", " said"


def completed(
    checked: Checked, file: MappedFile, known: pl.DataFrame, *, match_days: int
) -> Checked:
    """The accepted rows, each completed by the known row of its key.

    A cell that the file fills counts; a field that it has no column for stays as known,
    and so does one that only a default fills. An empty cell
    empties what is known, but for one of several sources, for a field with a default,
    and for what a customer asked for: no empty cell lifts a refused consent or a rest
    day. An exit or a return of one of several sources is the known one of that account
    which is nearest, within `match_days`; its id and day stay.
    """
    table = checked.table
    (key,) = TABLES[table].primary_key()
    rows = checked.accepted.with_columns(line=checked.lines)
    rows = _as_known(rows, known, file, within=match_days)
    alone = _alone(rows, checked, file)
    checked = replace(checked, accepted=rows.drop("line"), alone=alone)
    known = known.join(rows, on=key, how="semi")
    if table == "subscriptions" and not has_phases(file, checked.accepted):
        days = days_told(file.text, file.mapping, checked.lines)
        checked = replace(checked, known=known, days=days)
        checked = checked.with_notes(*notes_on_lives(days, file.mapping))
        checked = with_changes_told(checked, known)
    return checked if known.is_empty() else _merged(checked, file, known)


def _as_known(
    rows: pl.DataFrame, known: pl.DataFrame, file: MappedFile, *, within: int
) -> pl.DataFrame:
    """Rows of a file without ids of its own under those of the known rows they are."""
    table = file.mapping.table
    if _finds_nearby(file):
        return _as_known_nearby(rows, known, table=table, within=within)
    if has_own_ids(file) or (table == "subscriptions" and has_phases(file, rows)):
        return rows
    if table == "subscriptions":
        rows = of_latest_phase(rows, known, within=within)
        known = known.filter(pl.len().over("subscription_id") == 1)
    return as_known(rows, known, table=table, within=within)


def _merged(checked: Checked, file: MappedFile, known: pl.DataFrame) -> Checked:
    (key,) = TABLES[checked.table].primary_key()
    rows = checked.accepted.with_columns(line=checked.lines)
    joined = rows.join(
        known.with_columns(is_known=pl.lit(value=True)),
        on=key,
        how="left",
        suffix=_KNOWN,
        maintain_order="left",
    ).join(_said(file), on="line", how="left", maintain_order="left")
    fields = [field for field in checked.accepted.columns if field != key]
    merged = joined.select(
        key, *(_or_known(field, file, set(joined.columns)) for field in fields)
    )
    return replace(checked, accepted=merged.select(checked.accepted.columns))


def said_by(file: MappedFile) -> dict[str, tuple[str, ...]]:
    """What a file says of its rows, as the keywords of `store.incoming.Said`."""
    table, columns = file.mapping.table, file.mapping.columns
    (key,) = TABLES[table].primary_key()
    fields = TABLES[table].columns()
    filled = {key, *columns, *file.mapping.constants}
    if amount_column(file.mapping):
        filled.add(CURRENCY)
    if file.keeps_known and table == "accounts":
        filled.add("other_ids")
    weak = {_DATED[table]} if _finds_nearby(file) else set()
    assumed = {*file.mapping.constants, *filter(partial(_has_default, table), fields)}
    says = tuple(field for field in fields if field in filled - weak)
    return {
        "says": says,
        "keeps": tuple(
            field for field in says if file.keeps_known or _has_default(table, field)
        ),
        "assumes": tuple(f for f in fields if f in assumed - filled | weak),
    }


def _alone(rows: pl.DataFrame, checked: Checked, file: MappedFile) -> pl.DataFrame:
    """Rows as the file alone tells them: days as it says them, no defaults in cells."""
    said = rows.select("line").join(
        _said(file), on="line", how="left", maintain_order="left"
    )
    own = rows.drop("line")
    if _finds_nearby(file):
        own = own.with_columns(checked.accepted[_DATED[checked.table]])
    return own.with_columns(
        pl.when(said[name])
        .then(pl.col(name.removesuffix(_SAID)))
        .alias(name.removesuffix(_SAID))
        for name in said.columns
        if name != "line"
    )


def _finds_nearby(file: MappedFile) -> bool:
    """Whether rows are known ones of that account near that day: the file has no ids."""
    table = file.mapping.table
    if not file.keeps_known or table not in _DATED:
        return False
    return not set(TABLES[table].primary_key()) & file.mapping.columns.keys()


def known_only(checked: Checked, known: pl.DataFrame) -> Checked:
    """The rows of which a known one tells; the others are left out, counted."""
    (key,) = TABLES[checked.table].primary_key()
    stays = checked.accepted[key].is_in(known[key].implode())
    strangers = int((~stays).sum())
    if not strangers:
        return checked
    skipped = {**checked.skipped, NO_EXIT_NEAR: strangers}
    return replace(checked.only(stays), skipped=skipped)


def with_exits_nearby(
    text: TextTable, mapping: Mapping, exits: pl.DataFrame, *, match_days: int
) -> TextTable:
    """The file with exit ids in place of accounts, each of the exit nearest to `ANSWERED`.

    Rows of which no exit is near are left out, counted.
    """
    column = mapping.columns["exit_id"]
    asked = pl.DataFrame(
        {
            "account_id": text.rows[column],
            "exit_date": days_of(text, mapping),
            "line": text.lines,
        }
    )
    near = _nearest(asked, exits, key="exit_id", date="exit_date", within=match_days)
    found = asked.join(near, on="line", how="left", maintain_order="left")["exit_id"]
    stays = found.is_not_null()
    skipped = {NO_EXIT_NEAR: int((~stays).sum())} if not stays.all() else {}
    return replace(
        text,
        rows=text.rows.with_columns(found.alias(column)).filter(stays),
        lines=text.lines.filter(stays),
        skipped={**text.skipped, **skipped},
    )


def _as_known_nearby(
    rows: pl.DataFrame, known: pl.DataFrame, *, table: str, within: int
) -> pl.DataFrame:
    (key,) = TABLES[table].primary_key()
    date = _DATED[table]
    near = _nearest(rows, known, key=key, date=date, within=within)
    same = near.join(
        known.select(key, day=date), on=key, how="left", maintain_order="left"
    ).rename({key: "same"})
    return (
        rows.join(same, on="line", how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("same", key).alias(key), pl.coalesce("day", date).alias(date)
        )
        .drop("same", "day")
        .pipe(_with_notice_before)
    )


def _with_notice_before(rows: pl.DataFrame) -> pl.DataFrame:
    if "notice_date" not in rows.columns:
        return rows
    early = pl.col("notice_date") <= pl.col("exit_date")
    return rows.with_columns(pl.when(early).then("notice_date").alias("notice_date"))


def _nearest(
    rows: pl.DataFrame, known: pl.DataFrame, *, key: str, date: str, within: int
) -> pl.DataFrame:
    """`line` and `key`: each row and each known one at most once, the nearest first."""
    apart = (pl.col(date) - pl.col("day")).dt.total_days().abs()
    pairs = (
        rows.select("line", "account_id", date)
        .join(known.select(key, "account_id", day=date), on="account_id")
        .with_columns(apart=apart)
        .filter(pl.col("apart") <= within)
        .sort("apart", "line", key)
    )
    once = pairs.unique("line", keep="first", maintain_order=True)
    return once.unique(key, keep="first", maintain_order=True).select("line", key)


def _said(file: MappedFile) -> pl.DataFrame:
    """`line`, and for each field with a default whether the file says something there."""
    said = (
        is_said(file.text, file.mapping, field).alias(f"{field}{_SAID}")
        for field in file.mapping.columns
        if _has_default(file.mapping.table, field)
    )
    return pl.DataFrame([file.text.lines.alias("line"), *said])


def _or_known(field: str, file: MappedFile, columns: set[str]) -> pl.Expr:
    """The file's own value where it says one or nothing is known, else the known one."""
    known = pl.col(f"{field}{_KNOWN}")
    counts = _counts(field, file, columns)
    is_new = pl.col("is_known").is_null() | known.is_null()
    return pl.when(counts | is_new).then(pl.col(field)).otherwise(known).alias(field)


def _counts(field: str, file: MappedFile, columns: set[str]) -> pl.Expr:
    """Whether what a row has in a field is what the file says, an empty cell included."""
    if field == CURRENCY:
        return pl.col(field).is_not_null()
    if f"{field}{_SAID}" in columns:
        return pl.col(f"{field}{_SAID}")
    if field not in file.mapping.columns:
        return pl.lit(field in file.mapping.constants)
    is_value = pl.col(field).is_not_null()
    if file.keeps_known:
        return is_value
    if column_metadata(file.mapping.table, field).get("refusal"):
        return is_value | (pl.col(f"{field}{_KNOWN}").cast(pl.Int64) == 1)
    return pl.lit(value=True)


def _has_default(table: str, field: str) -> bool:
    return field == CURRENCY or "default" in column_metadata(table, field)
