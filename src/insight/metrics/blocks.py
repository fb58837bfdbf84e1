"""Blocks of accounts: tables cut so that facts can be built a part at a time.

What is to be known of an account is in its own rows and in those of accounts that are
tied to it, so that facts of many accounts are the facts of one block after another, and
the memory that takes is that of a block.
"""

from dataclasses import dataclass

import narwhals as nw
import polars as pl

from insight.metrics.frame import Frame, is_polars, kept, lazy, polars
from insight.metrics.narrow import Tables
from insight.metrics.windows import numbered

_ID = "account_id"


@dataclass(frozen=True, slots=True)
class Blocks:
    """Tables of some accounts each, and how many accounts there are in all of them.

    Each holds the rows of real accounts with their number by id, `account`.
    """

    tables: tuple[Tables, ...]
    accounts: int


def blocks(tables: Tables, *, size: int) -> Blocks:
    """Tables cut into blocks; on other engines than Polars and where few, into one.

    Args:
        tables: Laid out as a snapshot.
        size: Accounts of a block. Those that are tied to another one, and those that
            they are tied to, are a block of their own.
    """
    real = tables["accounts"].filter(~nw.col("is_test").fill_null(value=False))
    known = polars(real.select(nw.len())).item()
    numbers = kept(_numbers(real, tied=_tied(tables)))
    if known <= size or not is_polars(real):
        accounts = numbers.select(_ID, "account")
        whole = {name: _numbered(table, accounts) for name, table in tables.items()}
        return Blocks((whole,), known)
    ids = polars(numbers)
    tied, free = ids.filter(~pl.col("free")), ids.filter("free")
    far_apart = {name: _among(table, tied) for name, table in tables.items()}
    parts = [(far_apart, tied), *((tables, part) for part in free.iter_slices(size))]
    return Blocks(tuple(_rows_of(some, part) for some, part in parts), known)


def _numbers(real: Frame, *, tied: Frame) -> Frame:
    """Ids by number, tied ones first, so that block after block is in order of it."""
    told = real.select(_ID).join(tied, on=_ID, how="left")
    free = told.with_columns(nw.col("free").fill_null(value=True))
    return numbered(free, "account", by=["free", _ID])


def _tied(tables: Tables) -> Frame:
    """Accounts that a merge, or a request for the exit of another, ties: not `free`."""
    merges = tables["accounts"].select(_ID, other="merged_into_account_id")
    exits = tables["exits"].select("exit_id", other=_ID)
    requests = tables["cancellation_requests"].select(_ID, "exit_id")
    crossed = requests.join(exits, on="exit_id").filter(nw.col("other") != nw.col(_ID))
    ties = nw.concat([merges, crossed.select(_ID, "other")])
    pairs = ties.filter(~nw.col("other").is_null())
    both = nw.concat([pairs.select(_ID), pairs.select(nw.col("other").alias(_ID))])
    return both.unique().with_columns(free=nw.lit(value=False))


def _among(table: Frame, part: pl.DataFrame) -> Frame:
    """The rows of accounts from all over a table: few of it are read to the end."""
    if not _is_of_accounts(table):
        return table
    return table.filter(nw.col(_ID).is_in(part[_ID].to_list()))


def _rows_of(tables: Tables, part: pl.DataFrame) -> Tables:
    own = {name: _own(table, part) for name, table in tables.items()}
    requests = own["cancellation_requests"].select("request_id")
    offers = own["save_offers"].join(requests, on="request_id", how="semi")
    exits = own["exits"].select("exit_id")
    offboarding = own["offboarding"].join(exits, on="exit_id", how="semi")
    return {**own, "save_offers": offers, "offboarding": offboarding}


def _own(table: Frame, part: pl.DataFrame) -> Frame:
    """The rows of these accounts; the first and last id say which pages of a file."""
    if not _is_of_accounts(table):
        return table
    first, last = nw.lit(str(part[_ID].min())), nw.lit(str(part[_ID].max()))
    near = table.filter(nw.col(_ID).is_between(first, last))
    return _numbered(near, lazy(part.select(_ID, "account")))


def _numbered(table: Frame, numbers: Frame) -> Frame:
    return table.join(numbers, on=_ID) if _is_of_accounts(table) else table


def _is_of_accounts(table: Frame) -> bool:
    return _ID in table.collect_schema().names()
