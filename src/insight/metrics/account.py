"""Who one account is: since when, what it pays, how often it left and came back."""

from dataclasses import dataclass
from datetime import date

import narwhals as nw
import polars as pl

from insight.metrics.calendar import date_of
from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, polars
from insight.metrics.money import MICROS


@dataclass(frozen=True, slots=True)
class Account:
    """Who an account is: text from files, days, and MRR in units of the currency.

    `mrr` is what it pays on the as-of day, else what it paid last; null where nothing is
    known of money. `since` is its first day as a customer, where that is known.
    """

    account_id: str
    name: str
    segment: str
    region: str
    plan: str
    since: date | None
    is_customer: bool
    is_paying: bool
    mrr: float | None
    exits: int
    provisional: int
    returns: int


def account(facts: Facts, *, account_id: str) -> Account | None:
    """The account of an id, or None where there is none; test accounts are none."""
    own = polars(facts.accounts.filter(nw.col("account_id") == account_id))
    if own.is_empty():
        return None
    row = own.row(0, named=True)
    spells = rows_of(facts.spells, row["account"])
    exits = rows_of(facts.exits, row["account"])
    paid = _paid_now(facts, row["account"])
    latest = int(paid.sum()) if paid.len() else row["account_mrr"]
    since = min(spells["start"], default=row["start"])
    return Account(
        account_id=account_id,
        name=row["account_name"],
        segment=row["segment"],
        region=row["region"],
        plan=row["plan"],
        since=None if since is None else date_of(since),
        is_customer=_is_customer(spells, exits),
        is_paying=bool(paid.len()),
        mrr=None if paid.null_count() else _units(latest),
        exits=exits.height,
        provisional=int(exits["provisional"].sum()),
        returns=int(exits["return_day"].is_not_null().sum()),
    )


def rows_of(frame: Frame, number: int) -> pl.DataFrame:
    """The rows of the account with this number."""
    return polars(frame.filter(nw.col("account") == number))


def _is_customer(spells: pl.DataFrame, exits: pl.DataFrame) -> bool:
    if spells.height:
        return bool((spells["end_kind"] == "").any())
    return exits.is_empty() or exits.sort("day")["return_day"][-1] is not None


def _paid_now(facts: Facts, number: int) -> pl.Series:
    """Millionths a month of each phase that is paid on the as-of day; null is unknown."""
    phases = rows_of(facts.phases, number)
    runs = pl.col("end") > facts.as_of_day
    return phases.filter(runs, pl.col("status") != "paused")["mrr"]


def _units(micros: int | None) -> float | None:
    return round((micros or 0) / MICROS, 2) or None
