"""How much is kept: GRR and NRR over any window, and cohorts."""

from dataclasses import dataclass

import narwhals as nw
import polars as pl

from insight.metrics.calendar import day_of, month_end
from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, beside, kept, polars
from insight.metrics.money import to_units
from insight.metrics.selection import Selection
from insight.metrics.windows import running


def kept_by_account(
    facts: Facts, selection: Selection, *, month: int, window: int
) -> Frame:
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
    at_first = nw.when(nw.col("month") == base).then(nw.col("mrr"))
    return (
        changes.join(entities, on="account", how="left")
        .with_columns(
            entity=nw.coalesce("entity", "account"),
            month=nw.max_horizontal("month", nw.lit(base)),
        )
        .group_by("entity", "month")
        .agg(nw.col("mrr").sum())
        .pipe(running, {"balance": "mrr"}, within="entity", by="month")
        .with_columns(opening=at_first.otherwise(nw.lit(0)))
        .group_by("entity")
        .agg(
            nw.col("opening").sum(),
            closing=nw.col("mrr").sum(),
            lowest=nw.col("balance").min(),
        )
        .filter(nw.col("opening") > 0)
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
    sums = kept.with_columns(
        grr=nw.min_horizontal("opening", "closing"),
        grr_strict=nw.min_horizontal("opening", "lowest"),
    ).select(nw.len(), nw.col("opening", "grr", "closing", "grr_strict").sum())
    accounts, opening, *rest = polars(sums).row(0)
    if not opening:
        return Retention()
    return Retention(int(accounts), *(int(total) / int(opening) for total in rest))


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
    sizes = polars(members.group_by("cohort").agg(size=nw.len())).with_columns(
        pl.col("size").cast(pl.Int64)
    )
    return (
        _grid(sizes, last_month=facts.last_month)
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


def _members(facts: Facts, selection: Selection) -> Frame:
    """`account`, `cohort`: the month of its first paid day."""
    paid = selection.of_accounts(facts.changes).filter(nw.col("mrr") > 0)
    first = paid.group_by("account").agg(nw.col("month").min())
    members = first.select("account", cohort=nw.col("month"))
    return kept(members.filter(nw.col("cohort") >= facts.first_month))


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
