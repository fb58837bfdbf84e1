"""Accounts that are another account under a former or further id, as one again.

An account that lists the id of another one among its `other_ids` is that customer: all
rows of both are of the one that lists. Nothing is changed in what is stored, so that
they are apart again where the id is no longer listed.
"""

from collections.abc import Iterable

import narwhals as nw
import polars as pl

from insight.metrics.frame import Frame, beside, kept, polars
from insight.metrics.narrow import Tables

_ID = "account_id"
_TIES = {"account_id": pl.String, "one": pl.String}


def rejoined(tables: Tables) -> Tables:
    """The tables with every row under the id that stands for its customer.

    What either id was told of being contacted again holds: a refusal, and the later day
    of rest. An id that several accounts list stays apart.

    Args:
        tables: Laid out as a snapshot.
    """
    ones = _ones(tables["accounts"])
    if not ones:
        return tables
    ties = pl.DataFrame(list(ones.items()), schema=_TIES, orient="row")
    moved = {name: _under_one(table, ties) for name, table in tables.items()}
    return {**moved, "accounts": _one_row_each(tables["accounts"], ties)}


def _ones(accounts: Frame) -> dict[str, str]:
    """From each id that another account lists to the account that stands for it."""
    real = accounts.filter(~nw.col("is_test").fill_null(value=False))
    lists = real.filter(~nw.col("other_ids").is_null()).select(
        one=nw.col(_ID), listed=nw.col("other_ids").str.split("|")
    )
    pairs = lists.explode("listed").join(
        real.select(listed=nw.col(_ID)), on="listed", how="inner"
    )
    found = polars(pairs.filter(nw.col("listed") != nw.col("one")).unique())
    return _followed(found.select("listed", "one").sort("listed", "one").rows())


def _followed(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each listed id with the last one of its line; the first by name of a circle."""
    listed_by: dict[str, set[str]] = {}
    for said, one in pairs:
        listed_by.setdefault(said, set()).add(one)
    by = {said: ones.copy().pop() for said, ones in listed_by.items() if len(ones) == 1}
    stands = {said: _last(by, said) for said in by}
    return {said: one for said, one in stands.items() if said != one}


def _last(by: dict[str, str], said: str) -> str:
    line = [said]
    while (after := by.get(line[-1])) and after not in line:
        line.append(after)
    if after in line:
        return min(line[line.index(after) :])
    return line[-1]


def _under_one(table: Frame, ties: pl.DataFrame) -> Frame:
    columns = table.collect_schema().names()
    if _ID not in columns:
        return table
    known = beside(table, ties)
    placed = table.join(known, on=_ID, how="left")
    return kept(
        placed.with_columns(account_id=nw.coalesce("one", _ID)).select(columns), by=_ID
    )


def _one_row_each(accounts: Frame, ties: pl.DataFrame) -> Frame:
    """The accounts that stand for themselves, with what their other selves asked for."""
    columns = accounts.collect_schema().names()
    known = beside(accounts, ties)
    wishes = _wishes(accounts, known)
    into = known.select(merged_into_account_id=_ID, into="one")
    rows = (
        accounts.join(known, on=_ID, how="anti")
        .join(into, on="merged_into_account_id", how="left")
        .with_columns(
            merged_into_account_id=nw.coalesce("into", "merged_into_account_id")
        )
        .join(wishes, on=_ID, how="left")
    )
    to_itself = (nw.col("merged_into_account_id") == nw.col(_ID)).fill_null(value=False)
    refused = (nw.col("refused") == 1).fill_null(value=False)
    return kept(
        rows.with_columns(
            merged_into_account_id=nw.when(~to_itself).then(
                nw.col("merged_into_account_id")
            ),
            merged_date=nw.when(~to_itself).then(nw.col("merged_date")),
            consent_to_contact=nw.when(refused)
            .then(nw.lit(value=False))
            .otherwise(nw.col("consent_to_contact")),
            do_not_contact_before=nw.coalesce("rests", "do_not_contact_before"),
        ).select(columns),
        by=_ID,
    )


def _wishes(accounts: Frame, known: Frame) -> Frame:
    """`account_id`, whether any self of it `refused` (1 or 0), how long it `rests`."""
    both = nw.concat([known, known.select(nw.col("one").alias(_ID), "one").unique()])
    no = (~nw.col("consent_to_contact")).fill_null(value=False)
    rows = accounts.join(both, on=_ID).select(
        nw.col("one").alias(_ID),
        "do_not_contact_before",
        refused=nw.when(no).then(nw.lit(1)).otherwise(nw.lit(0)),
    )
    return rows.group_by(_ID).agg(
        nw.col("refused").max(), rests=nw.col("do_not_contact_before").max()
    )
