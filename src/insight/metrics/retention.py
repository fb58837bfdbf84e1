"""How much is kept: GRR and NRR over any window, and cohorts."""

from dataclasses import dataclass

import narwhals as nw
import polars as pl

from insight.metrics.calendar import day_of, month_end, month_of_day
from insight.metrics.facts import Facts
from insight.metrics.frame import beside, polars
from insight.metrics.money import MICROS
from insight.metrics.selection import Selection


def kept_by_account(
    facts: Facts, selection: Selection, *, month: int, window: int
) -> pl.DataFrame:
    """What each account paid `window` months before the end of `month`, and since.

    Merged accounts count with the account that stands for them at that end.

    Returns:
        `entity`, `opening`, `closing` and `lowest` (over all month-ends between, both
        ends included), in millionths, of the accounts with an opening above 0.
    """
    base = month - window
    end = day_of(min(month_end(month), facts.as_of))
    entities = beside(facts.changes, facts.merges.entities(day=end))
    changes = selection.of_accounts(facts.changes).filter(nw.col("month") <= month)
    path = polars(
        changes.join(entities, on="account", how="left")
        .with_columns(
            entity=nw.coalesce("entity", "account"),
            month=nw.max_horizontal("month", nw.lit(base)),
        )
        .group_by("entity", "month")
        .agg(nw.col("mrr").sum())
    )
    opening = pl.col("mrr").filter(pl.col("month") == base).sum()
    return (
        path.sort("entity", "month")
        .with_columns(balance=pl.col("mrr").cum_sum().over("entity"))
        .group_by("entity", maintain_order=True)
        .agg(
            opening=opening,
            closing=pl.col("mrr").sum(),
            lowest=pl.col("balance").min(),
        )
        .filter(pl.col("opening") > 0)
    )


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

    Source: docs/metrics.md §1.4, "Trailing 12".
    """
    kept = kept_by_account(facts, selection, month=month, window=window)
    if not (opening := int(kept["opening"].sum())):
        return Retention()
    sums = kept.select(
        pl.min_horizontal("opening", "closing").sum().alias("grr"),
        pl.col("closing").sum().alias("nrr"),
        pl.min_horizontal("opening", "lowest").sum().alias("grr_strict"),
    )
    grr, nrr, strict = (int(total) / opening for total in sums.row(0))
    return Retention(kept.height, grr, nrr, strict)


def trailing(facts: Facts, selection: Selection, *, window: int = 12) -> pl.DataFrame:
    """`month` (index), `grr12`, `grr12_strict`, `nrr12`, null before a full window.

    A window is full when its opening month-end lies in a month the data can speak of.
    """
    rows = []
    for month in selection.months:
        full = month - window >= facts.first_month
        kept = (
            retention(facts, selection, month=month, window=window)
            if full
            else Retention()
        )
        rows.append((month, kept.grr, kept.grr_strict, kept.nrr))
    names = ["grr12", "grr12_strict", "nrr12"]
    return pl.DataFrame(
        rows,
        schema={"month": pl.Int64} | dict.fromkeys(names, pl.Float64),
        orient="row",
    )


def cohorts(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Accounts by the month of their first paid day, and how many are customers later.

    The "active now" version: a customer who left and came back counts again. Cohorts
    from before the first month the data speaks of are left out.

    Returns:
        `cohort`, `k` (months since, from 0), `size`, `active`, `retention` (0-1) and
        `mrr` at that month-end (units of the currency), up to the month of `as_of`.
    """
    members = _members(facts, selection)
    grid = _month_ends(members, facts)
    active = _active(facts, grid)
    paid = _paid(facts, grid)
    sizes = members.group_by("cohort").agg(size=pl.len().cast(pl.Int64))
    return (
        grid.join(active, on=["account", "at"], how="left")
        .join(paid, on=["account", "at"], how="left")
        .group_by("cohort", "k")
        .agg(
            active=pl.col("active").sum().fill_null(0),
            mrr=(pl.col("mrr").sum() / MICROS).round(2),
        )
        .join(sizes, on="cohort")
        .with_columns(retention=pl.col("active") / pl.col("size"))
        .select("cohort", "size", "k", "active", "retention", "mrr")
        .sort("cohort", "k")
    )


def _members(facts: Facts, selection: Selection) -> pl.DataFrame:
    paid = selection.of_accounts(facts.changes).filter(nw.col("mrr") > 0)
    first = polars(
        paid.group_by("account")
        .agg(nw.col("day").min())
        .select("account", cohort=month_of_day(nw.col("day")))
    )
    return first.filter(pl.col("cohort") >= facts.first_month)


def _month_ends(members: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    months = range(facts.first_month, facts.last_month + 1)
    ends = pl.DataFrame(
        [(m, day_of(min(month_end(m), facts.as_of))) for m in months],
        schema={"at": pl.Int64, "day": pl.Int64},
        orient="row",
    )
    return (
        members.join(ends, how="cross")
        .filter(pl.col("at") >= pl.col("cohort"))
        .with_columns(k=pl.col("at") - pl.col("cohort"))
    )


def _active(facts: Facts, grid: pl.DataFrame) -> pl.DataFrame:
    spells = polars(facts.spells.select("account", "start", "end"))
    there = (pl.col("start") <= pl.col("day")) & (
        pl.col("end").is_null() | (pl.col("end") > pl.col("day"))
    )
    return (
        grid.join(spells, on="account")
        .filter(there)
        .select("account", "at", active=pl.lit(1, dtype=pl.Int64))
    )


def _paid(facts: Facts, grid: pl.DataFrame) -> pl.DataFrame:
    changes = polars(facts.changes.select("account", "month", "mrr"))
    return (
        grid.select("account", "at")
        .join(changes, on="account")
        .filter(pl.col("month") <= pl.col("at"))
        .group_by("account", "at")
        .agg(pl.col("mrr").sum())
    )
