"""The numbers as files: one frame per file, in the columns of docs/metrics.md."""

from collections.abc import Callable

import narwhals as nw
import polars as pl

from insight.metrics.calendar import day_of, month_end, month_label
from insight.metrics.experience import PROMISES
from insight.metrics.facts import Facts
from insight.metrics.festering import monthly_festering
from insight.metrics.frame import Frame, polars
from insight.metrics.money import MICROS, to_units
from insight.metrics.monthly import monthly
from insight.metrics.prices import prices_as_of
from insight.metrics.retention import cohorts, trailing
from insight.metrics.selection import Selection
from insight.metrics.uncounted import amounts_by_currency


def everything(facts: Facts) -> Selection:
    """Every account and every month the data can speak of."""
    return Selection(facts.first_month, facts.last_month)


def monthly_file(facts: Facts) -> pl.DataFrame:
    """One row per month: roll-forward, rates, trailing 12 and festering.

    Where prices are known from a day on, `prices_as_of` is that day in months before it.
    """
    chosen = everything(facts)
    later = trailing(facts, chosen).drop("month")
    festering = monthly_festering(facts, chosen).sort("period").drop("period")
    active = pl.col("active_with_festering")
    customers = pl.col("customers_end")
    return (
        pl.concat(
            [monthly(facts, chosen).drop("merged_mrr"), festering, later],
            how="horizontal",
        )
        .with_columns(
            festering_share_active=pl.when(customers > 0).then(active / customers)
        )
        .with_columns(pl.selectors.float().round(10))
        .select(MONTHLY_COLUMNS)
        .with_columns(prices_as_of(chosen.months, facts.prices_from))
    )


def snapshot_file(facts: Facts) -> pl.DataFrame:
    """One row per account and month with a movement."""
    return (
        _moves(facts, facts.snapshot, first=facts.first_month)
        .sort("period", "account_id")
        .with_columns(_month("period"))
        .select(
            pl.col("period").alias("month"),
            "account_id",
            "kind",
            "opening",
            "closing",
            "delta",
        )
    )


def ledger_file(facts: Facts) -> pl.DataFrame:
    """One row per account and day with a movement."""
    return (
        _moves(facts, facts.ledger, first=0)
        .with_columns(date=_date("period"))
        .filter(pl.col("date").dt.strftime("%Y-%m") >= month_label(facts.first_month))
        .sort("date", "account_id")
        .select("date", "account_id", "kind", "delta")
    )


def month_end_file(facts: Facts) -> pl.DataFrame:
    """MRR of every customer at every month-end, empty where a part of it is unknown."""
    months = pl.DataFrame(
        {"month": list(everything(facts).months)}, schema={"month": pl.Int64}
    )
    moves = polars(_named(facts, facts.snapshot)).select(
        "account_id", "period", "closing", "customers_after"
    )
    latest = months.join(moves, how="cross").filter(pl.col("period") <= pl.col("month"))
    return (
        latest.sort("period")
        .group_by("month", "account_id")
        .agg(pl.col("closing", "customers_after").last())
        .filter(pl.col("customers_after") > 0)
        .sort("month", "account_id")
        .join(_unpriced(facts, months), on=["month", "account_id"], how="left")
        .with_columns(_month("month"), pl.col("known").fill_null(value=True))
        .select(
            "month",
            "account_id",
            mrr=pl.when(pl.col("known")).then((pl.col("closing") / MICROS).round(2)),
            customer=pl.lit(1),
        )
    )


def spells_file(facts: Facts) -> pl.DataFrame:
    """One row per tenure spell."""
    return (
        polars(facts.spells)
        .sort("account_id", "spell_no")
        .select(
            "account_id",
            "spell_no",
            _date("start").alias("start_date"),
            _date("end").alias("end_date"),
            pl.col("end_kind").replace("", None),
        )
    )


def exits_file(facts: Facts) -> pl.DataFrame:
    """One row per exit with its record, tenure and return clock."""
    fit = polars(facts.accounts.select("account_id", "fit"))
    return (
        polars(facts.exits)
        .join(fit, on="account_id")
        .sort("day", "account_id")
        .with_columns(_month("month"), to_units("mrr"))
        .select(
            "exit_id", "account_id", _date("day").alias("exit_date"), "month",
            "spell_no", _date("spell_start"), "tenure_days", "paying_days",
            pl.col("mrr").alias("last_mrr"), "reason_code", "reason_group", "fit",
            pl.col("inferred", "provisional").cast(pl.Int8),
            _date("return_day").alias("return_date"), "days", "event",
        )
    )  # fmt: skip


def cohorts_file(facts: Facts) -> pl.DataFrame:
    """One row per cohort and month since, "active now" version."""
    return cohorts(facts, everything(facts)).with_columns(
        pl.col("cohort").map_elements(month_label, return_dtype=pl.String),
        pl.col("retention").round(10),
    )


def quality_file(facts: Facts) -> pl.DataFrame:
    """One row per offboarding record: promises, score, good exit, pressure."""
    return (
        polars(facts.quality)
        .sort("exit_id")
        .with_columns(pl.col("score").round(10))
        .select(
            "exit_id", "account_id", "days_to_close", *PROMISES, "passed",
            "applicable", "score", "hard_fail", "good", "times_presented", "pushed",
        )
    )  # fmt: skip


def _moves(facts: Facts, frame: Frame, *, first: int) -> pl.DataFrame:
    moved = frame.filter(~nw.col("kind").is_null(), nw.col("period") >= first)
    return polars(_named(facts, moved)).with_columns(
        to_units(column) for column in ("opening", "closing", "delta")
    )


def _unpriced(facts: Facts, months: pl.DataFrame) -> pl.DataFrame:
    """`month`, `account_id`, `known` (false) where a price is unknown at month-end."""
    paid = facts.phases.filter(nw.col("mrr").is_null(), nw.col("status") != "paused")
    last = pl.col("month").map_elements(_last_day, return_dtype=pl.Int64)
    return (
        months.with_columns(last=last)
        .join(polars(_named(facts, paid)), how="cross")
        .filter(pl.col("start") <= pl.col("last"), pl.col("last") < pl.col("end"))
        .select("month", "account_id", known=pl.lit(value=False))
        .unique()
    )


def _last_day(month: int) -> int:
    return day_of(month_end(month))


def _month(column: str) -> pl.Expr:
    return pl.col(column).map_elements(month_label, return_dtype=pl.String)


def _date(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int32).cast(pl.Date)


FILES: dict[str, Callable[[Facts], pl.DataFrame]] = {
    "monthly": monthly_file,
    "movements_snapshot": snapshot_file,
    "movements_ledger": ledger_file,
    "mrr_month_end": month_end_file,
    "tenure_spells": spells_file,
    "exits": exits_file,
    "cohorts": cohorts_file,
    "offboarding_quality": quality_file,
    "money": amounts_by_currency,
}

MONTHLY_COLUMNS = (
    "month", "opening_mrr", "new", "reactivation", "expansion", "contraction", "churn",
    "closing_mrr", "ledger_new", "ledger_reactivation", "ledger_expansion",
    "ledger_contraction", "ledger_churn", "customers_start", "new_customers",
    "returned_customers", "exited_events", "merged_customers", "customers_end",
    "exits_of_start_customers", "exits_new_same_month", "provisional_exits",
    "logo_churn_rate", "grr", "nrr", "mrr_lost_to_exits", "paying_customers_end",
    "customers_start_unmerged", "active_with_festering", "festering_share_active",
    "exits_with_festering", "grr12", "grr12_strict", "nrr12",
)  # fmt: skip


def _named(facts: Facts, frame: Frame) -> Frame:
    return frame.join(facts.accounts.select("account", "account_id"), on="account")
