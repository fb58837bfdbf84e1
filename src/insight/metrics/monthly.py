"""The monthly roll-forward: MRR and customers from opening to closing, and the rates."""

import narwhals as nw
import polars as pl

from insight.metrics.calendar import day_of, month_label, month_start
from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.money import to_units
from insight.metrics.movements import KINDS
from insight.metrics.selection import Selection
from insight.metrics.uncounted import running_amounts
from insight.settings import Choices


def monthly(facts: Facts, selection: Selection) -> pl.DataFrame:
    """One row per month of the selection, in order.

    Every rate divides by customers or MRR on the last day of the month before.

    Returns:
        `month` ("2026-02"); `opening_mrr`, the five movements of the snapshot (losses
        negative), `merged_mrr` (handed between chosen and other accounts; 0 without a
        filter), `closing_mrr`; the same kinds as `ledger_*`; `customers_start` (merges
        of the month applied), `customers_start_unmerged`, `new_customers`,
        `returned_customers`, `exited_events`, `merged_customers`, `customers_end`,
        `exits_of_start_customers`, `exits_new_same_month`, `provisional_exits`,
        `logo_churn_rate`, `grr`, `nrr` (0-1 and above, null without an opening),
        `mrr_lost_to_exits`, `paying_customers_end`. Money in units of the currency, of
        the amounts that are known; null in a month of which none is. Of leavers only
        (`Facts.of_leavers`) exits and the MRR lost to them are told, all else is null.

    Source: docs/metrics.md §1.3 and §1.4.
    """
    spine = pl.DataFrame(
        {"period": list(selection.months)}, schema={"period": pl.Int64}
    )
    parts = [
        _money(facts, selection),
        _ledger(facts, selection),
        _spells(facts, selection),
        _exits(facts, selection),
    ]
    for part in parts:
        spine = spine.join(part, on="period", how="left")
    filled = spine.sort("period").fill_null(0)
    rolled = _known(_rolled(filled, facts, selection), facts, selection)
    told = _rates(rolled, choices=facts.choices)
    return _without_customers(told) if facts.of_leavers else told


def _money(facts: Facts, selection: Selection) -> pl.DataFrame:
    moves = selection.within(facts.snapshot, month="period")
    paid = nw.when(nw.col("opening") > 0).then(nw.col("delta")).otherwise(nw.lit(0))
    lost = nw.when(nw.col("delta") < 0).then(nw.col("delta")).otherwise(nw.lit(0))
    joined_up = nw.when(nw.col("customers_before") > 1).then(
        nw.col("customers_before") - 1
    )
    more = _one(nw.col("closing") > 0)
    less = _one(nw.col("opening") - nw.col("handed_over") > 0)
    grouped = moves.group_by("period").agg(
        *(_of_kind(kind).sum().alias(kind) for kind in KINDS),
        merged_mrr=nw.col("handed_over").sum(),
        kept_change=paid.sum(),
        lost=lost.sum(),
        joined_up=joined_up.sum(),
        paying_change=(more - less).sum(),
        handed_customers=nw.col("customers_over").sum(),
    )
    return polars(grouped)


def _ledger(facts: Facts, selection: Selection) -> pl.DataFrame:
    moves = selection.within(facts.ledger)
    return polars(
        moves.group_by("month").agg(
            _of_kind(kind).sum().alias(f"ledger_{kind}") for kind in KINDS
        )
    ).rename({"month": "period"})


def _spells(facts: Facts, selection: Selection) -> pl.DataFrame:
    merged = facts.spells.filter(nw.col("end_kind") == "merged")
    first = 1 - nw.col("is_return")
    starts = polars(
        selection.within(facts.spells, month="start_month")
        .group_by(nw.col("start_month").alias("period"))
        .agg(new_customers=first.sum(), returned_customers=(1 - first).sum())
    )
    transfers = polars(
        selection.within(merged, month="end_month")
        .group_by(nw.col("end_month").alias("period"))
        .agg(merged_customers=nw.len())
    )
    return starts.join(transfers, on="period", how="full", coalesce=True)


def _exits(facts: Facts, selection: Selection) -> pl.DataFrame:
    subscribed = facts.exits.filter(~nw.col("paying_days").is_null())
    there = nw.col("spell_month") < nw.col("month")
    return polars(
        selection.within(subscribed)
        .group_by(nw.col("month").alias("period"))
        .agg(
            exited_events=nw.len(),
            exits_of_start_customers=_one(there).sum(),
            exits_new_same_month=_one(~there).sum(),
            provisional_exits=_one(nw.col("provisional")).sum(),
            mrr_lost_to_exits=nw.col("mrr").sum(),
            priced_exits=_one(~nw.col("mrr").is_null()).sum(),
        )
    )


def _rolled(frame: pl.DataFrame, facts: Facts, selection: Selection) -> pl.DataFrame:
    mrr, paying, customers = _before(facts, selection)
    net = pl.sum_horizontal(*KINDS, "merged_mrr").cum_sum()
    grown = pl.col("new_customers") + pl.col("returned_customers")
    shrunk = pl.col("exited_events") + pl.col("merged_customers")
    return frame.with_columns(
        closing_mrr=mrr + net,
        paying_customers_end=paying + pl.col("paying_change").cum_sum(),
        customers_end=customers + (grown - shrunk).cum_sum(),
    ).with_columns(
        opening_mrr=pl.col("closing_mrr").shift(1).fill_null(mrr),
        customers_start_unmerged=pl.col("customers_end").shift(1).fill_null(customers),
    )


def _known(frame: pl.DataFrame, facts: Facts, selection: Selection) -> pl.DataFrame:
    """Money is null where there are amounts and no known one."""
    lost = (pl.col("exited_events") == 0) | (pl.col("priced_exits") > 0)
    told = frame.with_columns(mrr_lost_to_exits=pl.when(lost).then("mrr_lost_to_exits"))
    if facts.money.is_complete:
        return told
    running = running_amounts(facts, selection)
    now = _all_unknown(told["period"], running)
    before = _all_unknown(told["period"] - 1, running)
    hidden = {
        "closing_mrr": now,
        "paying_customers_end": now,
        "opening_mrr": before,
    } | dict.fromkeys(_MOVED, now & before)
    return told.with_columns(
        pl.when(~where).then(name).alias(name) for name, where in hidden.items()
    )


def _all_unknown(periods: pl.Series, running: pl.DataFrame) -> pl.Series:
    placed = periods.to_frame().join_asof(running, on="period")
    is_unknown = (pl.col("priced") == 0) & (pl.col("unpriced") > 0)
    return placed.select(is_unknown.fill_null(value=False)).to_series()


def _before(facts: Facts, selection: Selection) -> tuple[int, int, int]:
    """MRR, paying customers and customers on the day before the selection."""
    earlier = nw.col("period") < selection.first_month
    moves = selection.of_accounts(facts.snapshot).filter(earlier)
    balances = (
        moves.with_columns(mrr=nw.col("delta") + nw.col("handed_over"))
        .group_by("account")
        .agg(nw.col("mrr").sum())
        .with_columns(paying=_one(nw.col("mrr") > 0))
    )
    mrr, paying = polars(balances.select(nw.col("mrr", "paying").sum())).row(0)
    day = day_of(month_start(selection.first_month))
    there = selection.of_accounts(facts.spells).filter(
        nw.col("start") < day, nw.col("end").is_null() | (nw.col("end") >= day)
    )
    customers = polars(there.select(nw.len())).item()
    return int(mrr or 0), int(paying or 0), int(customers)


def _rates(frame: pl.DataFrame, *, choices: Choices) -> pl.DataFrame:
    opening = pl.col("opening_mrr") + pl.col("merged_mrr")
    start = pl.col("customers_start_unmerged") - pl.col("joined_up")
    with_new = pl.lit(int(choices.came_and_gone == "in both parts"))
    lost = pl.col("exits_of_start_customers") + with_new * pl.col(
        "exits_new_same_month"
    )
    there = start + with_new * (pl.col("new_customers") + pl.col("returned_customers"))
    money = ["opening_mrr", "closing_mrr", *_MOVED, "mrr_lost_to_exits"]
    return (
        frame.with_columns(
            month=pl.col("period").map_elements(month_label, return_dtype=pl.String),
            customers_start=start,
            grr=_share(opening + pl.col("lost"), opening),
            nrr=_share(opening + pl.col("kept_change"), opening),
            logo_churn_rate=_share(lost, there),
        )
        .with_columns(
            pl.selectors.integer().exclude(money).cast(pl.Int64),
            *(to_units(column) for column in money),
        )
        .select(*COLUMNS)
    )


def _without_customers(months: pl.DataFrame) -> pl.DataFrame:
    nothing = [name for name in COLUMNS if name not in _OF_LEAVERS]
    return months.with_columns(
        pl.lit(None, months.schema[name]).alias(name) for name in nothing
    )


def _share(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return pl.when(whole > 0).then(part / whole)


def _one(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))


def _of_kind(kind: str) -> nw.Expr:
    return nw.when(nw.col("kind") == kind).then(nw.col("delta")).otherwise(nw.lit(0))


_MOVED = (*KINDS, "merged_mrr", *(f"ledger_{kind}" for kind in KINDS))
_OF_LEAVERS = {
    "month", "returned_customers", "exited_events", "merged_customers",
    "exits_of_start_customers", "exits_new_same_month", "provisional_exits",
    "mrr_lost_to_exits"}  # fmt: skip
COLUMNS = (
    "month", "opening_mrr", *KINDS, "merged_mrr", "closing_mrr",
    *(f"ledger_{kind}" for kind in KINDS), "customers_start", "new_customers",
    "returned_customers", "exited_events", "merged_customers", "customers_end",
    "exits_of_start_customers", "exits_new_same_month", "provisional_exits",
    "logo_churn_rate", "grr", "nrr", "mrr_lost_to_exits", "paying_customers_end",
    "customers_start_unmerged",
)  # fmt: skip
