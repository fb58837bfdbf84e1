"""Rows that several sources tell of: what one of them does not say stays as known."""

from dataclasses import replace

import polars as pl

from insight.intake.checked import Checked
from insight.intake.mapping import Mapping
from insight.intake.text_table import TextTable
from insight.schema import TABLES

NO_EXIT_NEAR = "rows with no exit of the customer near that day"
_DATED = {"exits": "exit_date", "win_backs": "return_date"}


def completed(
    checked: Checked,
    text: TextTable,
    mapping: Mapping,
    known: pl.DataFrame,
    *,
    match_days: int,
) -> Checked:
    """The accepted rows, each completed by the known row of its key.

    A cell that the file fills counts; one that it leaves empty, or has no column for,
    stays as known. An exit or a return is the known one of that account which is
    nearest, within `match_days`; its id and day stay.
    """
    table = mapping.table
    (key,) = TABLES[table].primary_key()
    rows = checked.accepted.with_columns(line=checked.lines)
    if table in _DATED and key not in mapping.columns:
        rows = _as_known_nearby(rows, known, table=table, within=match_days)
    given = _given(text, mapping).filter(pl.col("line").is_in(rows["line"].implode()))
    fields = [field for field in checked.accepted.columns if field != key]
    joined = rows.join(
        known.with_columns(is_known=pl.lit(value=True)),
        on=key,
        how="left",
        suffix=" known",
        maintain_order="left",
    ).join(given, on="line", how="left", maintain_order="left")
    merged = joined.select(
        _or_known(field, set(joined.columns)) if field in fields else field
        for field in checked.accepted.columns
    )
    return replace(checked, accepted=merged)


def known_only(checked: Checked, known: pl.DataFrame) -> Checked:
    """The rows of which a known one tells; the others are left out, counted."""
    (key,) = TABLES[checked.table].primary_key()
    stays = checked.accepted[key].is_in(known[key].implode())
    strangers = int((~stays).sum())
    if not strangers:
        return checked
    return replace(
        checked,
        accepted=checked.accepted.filter(stays),
        lines=checked.lines.filter(stays),
        skipped={**checked.skipped, NO_EXIT_NEAR: strangers},
    )


def with_exits_nearby(
    text: TextTable, mapping: Mapping, exits: pl.DataFrame, *, match_days: int
) -> TextTable:
    """The file with exit ids in place of an account and a day, such as A1/2024-03-01.

    Rows of which no exit is near are left out, counted.
    """
    column = mapping.columns["exit_id"]
    asked = pl.DataFrame({"said": text.rows[column], "line": text.lines}).with_columns(
        account_id=pl.col("said").str.replace(r"/[^/]*$", ""),
        exit_date=pl.col("said").str.extract(r"/([^/]*)$").str.to_date(strict=False),
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


def _given(text: TextTable, mapping: Mapping) -> pl.DataFrame:
    """`line`, and per field whether the file itself says something in that row."""
    said = [
        text.rows[column].is_not_null().alias(f"{field} given")
        for field, column in mapping.columns.items()
    ]
    constant = [
        pl.repeat(value=True, n=text.rows.height, eager=True).alias(f"{field} given")
        for field in mapping.constants
        if field not in mapping.columns
    ]
    return pl.DataFrame([text.lines.alias("line"), *said, *constant])


def _or_known(field: str, columns: set[str]) -> pl.Expr:
    """The file's own value where it says one or nothing is known, else the known one."""
    known = pl.col(f"{field} known")
    said = f"{field} given"
    counts = pl.col(said) if said in columns else pl.lit(value=False)
    is_new = pl.col("is_known").is_null() | known.is_null()
    return pl.when(counts | is_new).then(pl.col(field)).otherwise(known).alias(field)
