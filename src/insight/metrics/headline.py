"""The figures at the top of the overview, each with its n, interval and predecessor."""

import narwhals as nw
import polars as pl

from insight.metrics.calendar import day_of, month_start
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
        `measure`, `value`, `k`, `n`, `low`, `high` (95 %, Wilson, where a share of
        accounts) and `previous`: the value of the period before, null where the data
        cannot speak of all of it.
    """
    now = _values(facts, selection)
    before = selection.previous()
    known = before.first_month >= facts.first_month
    previous = _values(facts, before) if known else {}
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
        pl.when(share).then(pl.col("low", "high").fill_nan(None))
    )


def logo_churn(facts: Facts, selection: Selection) -> tuple[int, int]:
    """K of n: customers on the day before the period, and those who exited in it.

    Merges of customers by the end of the period are applied to both.
    """
    first_day = day_of(month_start(selection.first_month))
    last_day = min(day_of(month_start(selection.last_month + 1)) - 1, facts.as_of_day)
    entities = beside(facts.spells, facts.transfers.entities(day=last_day))
    spells = selection.of_accounts(facts.spells).join(
        entities, on="account", how="left"
    )
    there = (
        spells.filter(
            nw.col("start") < first_day,
            nw.col("end").is_null() | (nw.col("end") >= first_day),
        )
        .with_columns(entity=nw.coalesce("entity", "account"))
        .select("entity", "end_kind", "end")
    )
    left = there.filter(nw.col("end_kind") == "exit", nw.col("end") <= last_day)
    n, k = (polars(f.select(nw.col("entity").n_unique())).item() for f in (there, left))
    return int(k), int(n)


def _values(
    facts: Facts, selection: Selection
) -> dict[str, tuple[float | None, int | None, int | None]]:
    months = monthly(facts, selection)
    length = selection.last_month - selection.first_month + 1
    kept = retention(facts, selection, month=selection.last_month, window=length)
    k, n = logo_churn(facts, selection)
    exits, returned = _counts(facts, selection)
    return {
        "logo_churn": (k / n if n else None, k, n),
        "grr": (kept.grr, None, kept.accounts),
        "nrr": (kept.nrr, None, kept.accounts),
        "exits": (exits, exits, None),
        "returned": (returned, returned, None),
        "reactivated_mrr": (known_sum(months["reactivation"]), None, None),
    }


def _counts(facts: Facts, selection: Selection) -> tuple[int, int]:
    exits = polars(selection.within(facts.exits).select(nw.len())).item()
    first = day_of(month_start(selection.first_month))
    last = day_of(month_start(selection.last_month + 1))
    back = selection.of_accounts(facts.exits).filter(
        nw.col("return_day") >= first, nw.col("return_day") < last
    )
    return int(exits), int(polars(back.select(nw.len())).item())
