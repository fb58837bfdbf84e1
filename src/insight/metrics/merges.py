"""Merges between customers: who carries on for whom, and from when."""

from collections.abc import Collection, Sequence
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

    def without(self, selves: Collection[int]) -> "Merges":
        """The merges but for those of accounts that are their successor's former self."""
        return Merges({a: merge for a, merge in self.into.items() if a not in selves})

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


def later_selves(phases: Frame, merged: Merges) -> dict[int, int]:
    """Merged accounts that came back under the id they merged into, with that id.

    An account that had left before its successor had its first day of service, is the
    same customer under a new id: it never merged with anybody.

    Args:
        phases: The rows of `narrow.phases`.
        merged: The merges of the accounts.
    """
    if not merged.into:
        return {}
    tied = beside(phases, _integers([(one,) for one in merged.accounts], ["account"]))
    rows = phases.join(tied, on="account", how="semi").group_by("account")
    served = {
        account: (start, end)
        for account, start, end in polars(
            rows.agg(nw.col("start").min(), nw.col("end").max())
        ).rows()
    }
    selves: dict[int, int] = {}
    in_order = sorted(merged.into.items(), key=lambda merge: merge[1][1])
    for one, (into, _) in in_order:
        if one in served and into in served and served[one][1] <= served[into][0]:
            served[into] = (served[one][0], served[into][1])
            selves[one] = into
    return {one: _last(selves, one) for one in selves}


def under_later_id(frame: Frame, selves: dict[int, int]) -> Frame:
    """Rows with the account each customer of `later_selves` has now."""
    if not selves:
        return frame
    known = beside(frame, _integers(list(selves.items()), ["account", "self"]))
    placed = frame.join(known, on="account", how="left")
    columns = frame.collect_schema().names()
    return placed.with_columns(account=nw.coalesce("self", "account")).select(columns)


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


def _last(selves: dict[int, int], account: int) -> int:
    while account in selves:
        account = selves[account]
    return account


def _integers(rows: Sequence[tuple[int, ...]], columns: list[str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.Int64), orient="row")
