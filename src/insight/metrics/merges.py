"""Merges between customers: who carries on for whom, and from when."""

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from insight.metrics.calendar import date_of, day_of, month_end, month_of
from insight.metrics.frame import Frame, beside, polars


@dataclass(frozen=True, slots=True)
class Merges:
    """Merged accounts with the account and day of their merge; there are few."""

    into: dict[int, tuple[int, int]]

    def successor(self, account: int, *, day: int) -> int:
        """The account that stands for `account` at the end of `day`."""
        while (merge := self.into.get(account)) and merge[1] <= day:
            account = merge[0]
        return account

    def of_customers(self, ended: Frame) -> "Merges":
        """The merges of accounts that were customers until then, into customers.

        Args:
            ended: The rows of `spells.ended`.
        """
        moved = polars(ended.filter(nw.col("end_kind") == "merged").select("account"))
        days = {account: self.into[account][1] for account in moved["account"]}
        return Merges(
            {one: (self.successor(one, day=day), day) for one, day in days.items()}
        )

    def by_period(self, *, monthly: bool) -> pl.DataFrame:
        """`account`, `successor`, `merged`: the period (day or month) of each merge.

        The successor is who stands for the account at the end of that period.
        """
        rows = []
        for account, (_, day) in self.into.items():
            month = month_of(date_of(day))
            last = day_of(month_end(month)) if monthly else day
            successor = self.successor(account, day=last)
            rows.append((account, successor, month if monthly else day))
        return _integers(rows, ["account", "successor", "merged"])

    @property
    def accounts(self) -> list[int]:
        """Everyone who is merged or merged into."""
        return sorted({*self.into, *(into for into, _ in self.into.values())})

    def entities(self, *, day: int) -> pl.DataFrame:
        """`account`, `entity` for every account that had been merged by `day`."""
        rows = [
            (account, self.successor(account, day=day))
            for account, (_, merged) in self.into.items()
            if merged <= day
        ]
        return _integers(rows, ["account", "entity"])


def merges(accounts: Frame) -> Merges:
    """The merges of `narrow.accounts`; one that would close a circle is left out."""
    merged = accounts.filter(~nw.col("merged_into").is_null())
    known: dict[int, tuple[int, int]] = {}
    rows = polars(merged.select("merged", "account", "merged_into")).sort(pl.all())
    for day, account, into in rows.rows():
        if Merges(known).successor(into, day=day) != account:
            known[account] = (into, day)
    return Merges(known)


def carried_on(phases: Frame, merged: Merges) -> Frame:
    """Phases with service after a merge moved to the account that carries it on."""
    if not merged.into:
        return phases
    gone = beside(phases, _integers([(one,) for one in merged.into], ["account"]))
    theirs = polars(phases.join(gone, on="account", how="semi"))
    others = phases.join(gone, on="account", how="anti")
    moved = beside(phases, _handed_on(theirs, merged))
    return nw.concat([others, moved.select(*phases.collect_schema().names())])


def _handed_on(phases: pl.DataFrame, merged: Merges) -> pl.DataFrame:
    into = _integers(
        [(account, *merge) for account, merge in merged.into.items()],
        ["account", "successor", "merged"],
    )
    for _ in merged.into:
        placed = phases.join(into, on="account", how="left")
        late = placed.filter(pl.col("end") > pl.col("merged"))
        if late.is_empty():
            break
        after = late.with_columns(
            account=pl.col("successor"), start=pl.max_horizontal("start", "merged")
        )
        before = placed.with_columns(end=pl.min_horizontal("end", "merged"))
        phases = pl.concat([before, after]).select(phases.columns)
        phases = phases.filter(pl.col("start") < pl.col("end"))
    return phases


def _integers(rows: Sequence[tuple[int, ...]], columns: list[str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.Int64), orient="row")
