"""What one person may see of the facts: accounts of some regions, personal data or not."""

from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeVar

import narwhals as nw
import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, kept, lazy, polars
from insight.schema import PERSONAL

Rows = TypeVar("Rows", pl.DataFrame, Frame)


@dataclass(frozen=True, slots=True)
class Scope:
    """Accounts of these regions, of all where there are none; with personal data or not."""

    regions: tuple[str, ...] = ()
    personal: bool = True


EVERYTHING: Final = Scope()
ELSEWHERE: Final = "elsewhere"


def scoped(facts: Facts, scope: Scope) -> Facts:
    """The facts as far as somebody may see them; every measure of them follows.

    Rows of other accounts are not there; a contact who moved to one of them is
    `ELSEWHERE`. Personal columns are there and hold nothing.
    """
    own = _own(facts.accounts, scope)
    numbers = polars(own.select("account"))
    narrowed: dict[str, Any] = {
        name: _narrowed(frame, numbers, scope) for name, frame in _by_account(facts)
    }
    if scope.regions:
        narrowed["champions"] = _at_home(narrowed["champions"], own)
    narrowed["offers"] = facts.offers.join(
        polars(narrowed["requests"].select("request_id")), on="request_id", how="semi"
    )
    for column in ("segment", "region", "plan"):
        narrowed[f"{column}s"] = _values(own, column)
    return replace(facts, **narrowed)


def is_seen(facts: Facts, *, account_id: str) -> bool:
    """Whether an account is among those of `facts`."""
    found = facts.accounts.filter(nw.col("account_id") == account_id)
    return bool(polars(found).height)


def without_personal(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows whose personal columns hold nothing."""
    hidden = [name for name in rows.columns if name in PERSONAL]
    return rows.with_columns(
        pl.lit(None, dtype=rows.schema[name]).alias(name) for name in hidden
    )


def _by_account(facts: Facts) -> list[tuple[str, Any]]:
    frames = [(field.name, getattr(facts, field.name)) for field in fields(facts)]
    return [
        (name, frame)
        for name, frame in frames
        if isinstance(frame, pl.DataFrame | nw.LazyFrame) and name != "offers"
    ]


def _narrowed(frame: Rows, numbers: pl.DataFrame, scope: Scope) -> Rows:
    rows = frame if isinstance(frame, pl.DataFrame) else polars(frame)
    if scope.regions:
        rows = rows.join(numbers, on="account", how="semi", maintain_order="left")
    if not scope.personal:
        rows = without_personal(rows)
    return rows if isinstance(frame, pl.DataFrame) else lazy(rows)


def _own(accounts: Frame, scope: Scope) -> Frame:
    if not scope.regions:
        return accounts
    return kept(accounts.filter(nw.col("region").is_in(list(scope.regions))))


def _at_home(champions: pl.DataFrame, own: Frame) -> pl.DataFrame:
    known = polars(own.select("account_id"))["account_id"]
    unseen = ~pl.col("to_account").is_in(known.implode())
    to = pl.when(unseen).then(pl.lit(ELSEWHERE)).otherwise("to_account")
    return champions.with_columns(to_account=to)


def _values(own: Frame, column: str) -> tuple[str, ...]:
    return tuple(sorted(polars(own.select(column).unique())[column].to_list()))
