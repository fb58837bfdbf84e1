"""What one person may see of the facts: accounts of some regions, personal data or not."""

from dataclasses import dataclass
from typing import Final

import narwhals as nw
import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, kept, polars
from insight.schema import PERSONAL


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
    frames = {
        name: _narrowed(frame, own, scope)
        for name, frame in facts.frames.items()
        if name != "offers"
    }
    frames["offers"] = facts.offers.join(
        frames["requests"].select("request_id"), on="request_id", how="semi"
    )
    if scope.regions:
        frames["champions"] = _at_home(frames["champions"], own)
    values = {f"{name}s": _values(own, name) for name in ("segment", "region", "plan")}
    if facts.aside is None:
        frames = {name: kept(f, by="account") for name, f in frames.items()}
    return facts.with_frames(frames, **values)


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


def _narrowed(frame: Frame, own: Frame, scope: Scope) -> Frame:
    if scope.regions:
        frame = frame.join(own.select("account"), on="account", how="semi")
    return frame if scope.personal else _without_personal(frame)


def _without_personal(frame: Frame) -> Frame:
    for name, kind in frame.collect_schema().items():
        if name in PERSONAL:
            frame = frame.with_columns(nw.lit(None, dtype=kind).alias(name))
    return frame


def _own(accounts: Frame, scope: Scope) -> Frame:
    if not scope.regions:
        return accounts
    return kept(accounts.filter(nw.col("region").is_in(list(scope.regions))))


def _at_home(champions: Frame, own: Frame) -> Frame:
    known = own.select(to_account=nw.col("account_id"), seen=nw.lit(1))
    here = nw.col("to_account").is_null() | ~nw.col("seen").is_null()
    to = nw.when(here).then(nw.col("to_account")).otherwise(nw.lit(ELSEWHERE))
    rows = champions.join(known, on="to_account", how="left")
    return rows.with_columns(to_account=to).drop("seen")


def _values(own: Frame, column: str) -> tuple[str, ...]:
    return tuple(sorted(polars(own.select(column).unique())[column].to_list()))
