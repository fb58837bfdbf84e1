"""The figures at the top of the overview, each with its n, interval and predecessor."""

import narwhals as nw
import polars as pl

from insight.metrics.calendar import day_of, month_end, month_start
from insight.metrics.facts import Facts
from insight.metrics.frame import beside, polars
from insight.metrics.money import known_sum
from insight.metrics.monthly import monthly
from insight.metrics.retention import retention
from insight.metrics.selection import Selection
from insight.statistics.proportions import wilson

MEASURES = ("logo_churn", "grr", "nrr", "exits", "returned", "reactivated_mrr")


def headline(facts: Facts, selection: Selection) -> pl.DataFrame:
    """One row per measure over the whole period.

    Logo churn is the share of the customers on the day before the period who exited
    in it; GRR and NRR run point to point over it.

    Returns:
        `measure`, `value`, `k`, `n`, `low`, `high` (95%, Wilson, where a share of
        accounts) and `previous`: the value of the period before, over as many days
        where the last month of the selection is still running. It is null where the
        data cannot speak of all of that period, and where it cannot be cut to days, as
        GRR, NRR and reactivated MRR. `is_running` says whether that month is.
    """
    now = _values(facts, selection, last_day=_last_day(facts, selection))
    before = selection.previous()
    known = before.first_month >= facts.first_month
    previous = _previous(facts, selection, before) if known else {}
    rows = [(name, *now[name], previous.get(name, (None,))[0]) for name in MEASURES]
    frame = pl.DataFrame(
        rows,
        schema={
            "measure": pl.String,
            "value": pl.Float64,
            "k": pl.Int64,
            "n": pl.Int64,
            "previous": pl.Float64,
        },
        orient="row",
    )
    low, high = wilson(frame["k"].fill_null(0), frame["n"].fill_null(0))
    share = pl.col("measure") == "logo_churn"
    return frame.with_columns(low=pl.Series(low), high=pl.Series(high)).with_columns(
        pl.when(share).then(pl.col("low", "high").fill_nan(None)),
        is_running=pl.lit(_is_running(facts, selection) and known),
    )


def logo_churn(
    facts: Facts, selection: Selection, *, last_day: int | None = None
) -> tuple[int, int]:
    """K of n: customers on the day before the period, and those who exited in it.

    Those who became customers within the period are in both where that is chosen
    (`came_and_gone`). Merges of customers by the end of the period are applied to both. Among leavers only
    there is nobody to count.

    Args:
        facts: All of them.
        selection: The period and the accounts.
        last_day: Where given, the period ends on that day.
    """
    if facts.of_leavers:
        return 0, 0
    last_day = _last_day(facts, selection) if last_day is None else last_day
    first_day = day_of(month_start(selection.first_month))
    with_new = facts.choices.came_and_gone == "in both parts"
    latest = last_day if with_new else first_day - 1
    entities = beside(facts.spells, facts.transfers.entities(day=last_day))
    spells = selection.of_accounts(facts.spells).join(
        entities, on="account", how="left"
    )
    there = (
        spells.filter(
            nw.col("start") <= latest,
            nw.col("end").is_null() | (nw.col("end") >= first_day),
        )
        .with_columns(entity=nw.coalesce("entity", "account"))
        .select("entity", "end_kind", "end")
    )
    left = there.filter(nw.col("end_kind") == "exit", nw.col("end") <= last_day)
    n, k = (polars(f.select(nw.col("entity").n_unique())).item() for f in (there, left))
    return int(k), int(n)


def _last_day(facts: Facts, selection: Selection) -> int:
    return min(day_of(month_start(selection.last_month + 1)) - 1, facts.as_of_day)


def _is_running(facts: Facts, selection: Selection) -> bool:
    return selection.last_month > facts.last_whole_month


def _previous(
    facts: Facts, selection: Selection, before: Selection
) -> dict[str, tuple[float | None, int | None, int | None]]:
    """The period before, up to the same day of its last month while that one runs."""
    whole = day_of(month_end(before.last_month))
    if not _is_running(facts, selection):
        return _values(facts, before, last_day=whole)
    same_day = day_of(month_start(before.last_month)) + facts.as_of.day - 1
    values = _values(facts, before, last_day=min(whole, same_day))
    return {name: values[name] for name in ("logo_churn", "exits", "returned")}


def _values(
    facts: Facts, selection: Selection, *, last_day: int
) -> dict[str, tuple[float | None, int | None, int | None]]:
    months = monthly(facts, selection)
    length = selection.last_month - selection.first_month + 1
    kept = retention(facts, selection, month=selection.last_month, window=length)
    k, n = logo_churn(facts, selection, last_day=last_day)
    exits, returned = _counts(facts, selection, last_day=last_day)
    return {
        "logo_churn": (k / n if n else None, k, n),
        "grr": (kept.grr, None, kept.accounts),
        "nrr": (kept.nrr, None, kept.accounts),
        "exits": (exits, exits, None),
        "returned": (returned, returned, None),
        "reactivated_mrr": (known_sum(months["reactivation"]), None, None),
    }


def _counts(facts: Facts, selection: Selection, *, last_day: int) -> tuple[int, int]:
    """Exits and returns in the period."""
    first = day_of(month_start(selection.first_month))
    chosen = selection.of_accounts(facts.exits)
    exits, returns = (
        polars(
            chosen.filter(nw.col(day) >= first, nw.col(day) <= last_day).select(
                nw.len()
            )
        ).item()
        for day in ("day", "return_day")
    )
    return int(exits), int(returns)
