"""How much is kept: GRR and NRR over any window, and cohorts."""

from collections.abc import Sequence
from dataclasses import dataclass

import narwhals as nw
import polars as pl

from insight.metrics.calendar import day_of, month_end
from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, beside, kept, polars
from insight.metrics.money import to_units
from insight.metrics.selection import Selection
from insight.metrics.windows import following, running


@dataclass(frozen=True, slots=True)
class Retention:
    """Rates over the MRR of `accounts`, None where there was none at the opening.

    `grr_strict` takes each account's lowest month-end balance instead of its last.
    """

    accounts: int = 0
    grr: float | None = None
    nrr: float | None = None
    grr_strict: float | None = None


def retention(
    facts: Facts, selection: Selection, *, month: int, window: int = 12
) -> Retention:
    """GRR and NRR point to point over the `window` months up to the end of `month`.

    Merged accounts count with the account that stands for them at that end.

    Source: docs/metrics.md §1.4, "Trailing 12".
    """
    return _retentions(facts, selection, [month], window=window).get(month, Retention())


def trailing(facts: Facts, selection: Selection, *, window: int = 12) -> pl.DataFrame:
    """`month` (index), `grr12`, `grr12_strict`, `nrr12`, null without a full window.

    A window is full when its opening month-end lies in a month the data can speak of and
    its last month is over.
    """
    whole = range(facts.first_month + window, facts.last_whole_month + 1)
    full = [m for m in selection.months if m in whole]
    found = _retentions(facts, selection, full, window=window)
    rows = [
        (month, kept.grr, kept.grr_strict, kept.nrr)
        for month in selection.months
        for kept in [found.get(month, Retention())]
    ]
    names = ["grr12", "grr12_strict", "nrr12"]
    return pl.DataFrame(
        rows,
        schema={"month": pl.Int64} | dict.fromkeys(names, pl.Float64),
        orient="row",
    )


def cohorts(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Accounts by the month of their first paid day, and how many are customers later.

    The "active now" version: a customer who left and came back counts again. Cohorts
    from before the first month the data speaks of are left out, and all cohorts of
    leavers only.

    Returns:
        `cohort`, `k` (months since, from 0), `size`, `active`, `retention` (0-1) and
        `mrr` at that month-end (units of the currency), up to the last whole month.
    """
    members = _members(facts, selection)
    sizes = polars(members.group_by("cohort").agg(size=nw.len())).with_columns(
        pl.col("size").cast(pl.Int64)
    )
    return (
        _grid(sizes, last_month=facts.last_whole_month)
        .join(_active(facts, members), on=["cohort", "at"], how="left")
        .join(_paid(facts, members), on=["cohort", "at"], how="left")
        .sort("cohort", "at")
        .with_columns(
            pl.col("active", "mrr").fill_null(0).cum_sum().over("cohort"),
            k=pl.col("at") - pl.col("cohort"),
        )
        .with_columns(to_units("mrr"), retention=pl.col("active") / pl.col("size"))
        .select("cohort", "size", "k", "active", "retention", "mrr")
    )


def _balances(changes: Frame) -> Frame:
    """`account`, `month`, `until` (exclusive, or null) and the `balance` of month-ends."""
    return (
        changes.group_by("account", "month")
        .agg(nw.col("mrr").sum())
        .pipe(running, {"balance": "mrr"}, within="account", by="month")
        .pipe(following, {"until": "month"}, within="account", by="month")
        .select("account", "month", "until", "balance")
    )


def _retentions(
    facts: Facts, selection: Selection, months: Sequence[int], *, window: int
) -> dict[int, Retention]:
    """The retention up to the end of each month in which anything had been paid for."""
    if not months or facts.of_leavers:
        return {}
    changes = selection.of_accounts(facts.changes).select("account", "month", "mrr")
    stand_ins = beside(changes, _stand_ins(facts, months))
    alone = changes.join(stand_ins, on="account", how="anti")
    merging = changes.join(stand_ins, on="account").with_columns(account="stands")
    balances, merged = (kept(_balances(frame)) for frame in (alone, merging))
    parts = []
    size = len(facts.merges.accounts)
    for month in months:
        of_month = (balances, merged.filter(_within(month, size=size)))
        sums = [_sums(frame, month, window=window) for frame in of_month]
        parts.append(polars(nw.concat(sums)))
    found = pl.concat(parts).group_by("month").sum().filter(pl.col("opening") > 0)
    return {
        month: Retention(accounts, *(total / opening for total in rest))
        for month, accounts, opening, *rest in found.rows()
    }


def _stand_ins(facts: Facts, months: Sequence[int]) -> pl.DataFrame:
    """`account`, `stands`: who stands for a merging account at the end of each month.

    `stands` is its place among them all, numbered on from month to month, so that no
    month counts in another.
    """
    places = {account: place for place, account in enumerate(facts.merges.accounts)}
    rows = [
        (account, month * len(places) + places[stands])
        for month in months
        for day in [day_of(min(month_end(month), facts.as_of))]
        for account in places
        for stands in [facts.merges.successor(account, day=day)]
    ]
    return pl.DataFrame(
        rows, schema={"account": pl.Int64, "stands": pl.Int64}, orient="row"
    )


def _within(month: int, *, size: int) -> nw.Expr:
    number = nw.col("account")
    return (number >= month * size) & (number < (month + 1) * size)


def _sums(balances: Frame, month: int, *, window: int) -> Frame:
    """One row: `month`, the accounts that paid `window` months before, and their sums.

    `opening`, what is left of it (`grr`), `closing` and what is left at the lowest
    month-end between, both ends included (`grr_strict`), in millionths.
    """
    base = month - window
    until = nw.col("until").fill_null(month + 1)
    at_first, at_last = nw.col("month") <= base, until > month
    return (
        balances.filter(nw.col("month") <= month, until > base)
        .group_by("account")
        .agg(
            opening=_where(at_first).sum(),
            closing=_where(at_last).sum(),
            lowest=nw.col("balance").min(),
        )
        .filter(nw.col("opening") > 0)
        .with_columns(
            grr=nw.min_horizontal("opening", "closing"),
            grr_strict=nw.min_horizontal("opening", "lowest"),
        )
        .select(
            nw.lit(month, dtype=nw.Int64).alias("month"),
            nw.len().cast(nw.Int64),
            nw.col("opening", "grr", "closing", "grr_strict").sum(),
        )
    )


def _where(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.col("balance")).otherwise(nw.lit(0))


def _members(facts: Facts, selection: Selection) -> Frame:
    """`account`, `cohort`: the month of its first paid day."""
    paid = selection.of_accounts(facts.changes).filter(nw.col("mrr") > 0)
    first = paid.group_by("account").agg(nw.col("month").min())
    members = first.select("account", cohort=nw.col("month"))
    known = members.filter(nw.col("cohort") >= facts.first_month)
    return kept(known.head(0) if facts.of_leavers else known)


def _grid(sizes: pl.DataFrame, *, last_month: int) -> pl.DataFrame:
    """Every cohort in every month from its own to the last."""
    months = pl.DataFrame({"at": range(last_month + 1)}, schema={"at": pl.Int64})
    return sizes.join_where(months, pl.col("at") >= pl.col("cohort"))


def _active(facts: Facts, members: Frame) -> pl.DataFrame:
    """`cohort`, `at`, `active`: customers more at that month-end than at the last."""
    spells = facts.spells.join(members, on="account")
    over = spells.filter(~nw.col("end_month").is_null())
    one = nw.lit(1, dtype=nw.Int64)
    steps = [
        _at(spells, "start_month", active=one),
        _at(over, "end_month", active=-one),
    ]
    return _summed(nw.concat(steps), "active")


def _paid(facts: Facts, members: Frame) -> pl.DataFrame:
    """`cohort`, `at`, `mrr`: how much more they pay at that month-end (millionths)."""
    changes = facts.changes.join(members, on="account")
    return _summed(_at(changes, "month", mrr=nw.col("mrr")), "mrr")


def _at(frame: Frame, month: str, **steps: nw.Expr) -> Frame:
    return frame.select("cohort", at=nw.max_horizontal(month, "cohort"), **steps)


def _summed(steps: Frame, name: str) -> pl.DataFrame:
    return polars(steps.group_by("cohort", "at").agg(nw.col(name).sum()))
