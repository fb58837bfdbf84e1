"""Who says why: the customer's reason beside ours, and how often we call it nobody's fault."""

from dataclasses import dataclass

import polars as pl

from insight.metrics.calendar import month_label
from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.narrow import NOT_KNOWN
from insight.metrics.selection import Selection
from insight.statistics.agreement import Agreement, agreement
from insight.statistics.proportions import wilson
from insight.taxonomy import (
    REASONS,
    UNTOLD_CONTROLS,
    UNTOLD_GROUPS,
    Control,
    ReasonGroup,
    reason_of,
)

MONTHS_OF_PERIOD = 3
_SILENT = [code for code, r in REASONS.items() if r.control is Control.UNKNOWN]


@dataclass(frozen=True, slots=True)
class Stated:
    """How the reasons customers state compare with the ones we record.

    Of `records`, `stated` have a stated reason that says something, `compared` also a
    recorded one; `codes` and `control` are their agreement in the reason and in whose
    hands it was.
    """

    records: int
    stated: int
    compared: int
    codes: Agreement
    control: Agreement


def stated_agreement(facts: Facts, selection: Selection) -> Stated:
    """Agreement (Cohen's kappa) of stated and recorded reasons of the selection.

    Answers such as "other" or "not asked" say nothing and are compared with nothing.

    Source: docs/metrics.md §1.7.
    """
    rows = polars(selection.within(facts.records))
    both = _compared(rows).with_columns(
        stated_control=pl.col("stated_reason_code").map_elements(
            _control, return_dtype=pl.String
        )
    )
    hands = both.filter(
        ~pl.any_horizontal(
            pl.col("control", "stated_control").is_in(list(UNTOLD_CONTROLS))
        )
    )
    stated = rows.filter(_says("stated_reason_code")).height
    return Stated(
        records=rows.height,
        stated=stated,
        compared=both.height,
        codes=agreement(both["reason_code"], both["stated_reason_code"]),
        control=agreement(hands["control"], hands["stated_control"]),
    )


def stated_pairs(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`recorded`, `stated` (codes), `exits` of the records compared, largest first."""
    both = _compared(polars(selection.within(facts.records)))
    return (
        both.group_by(recorded="reason_code", stated="stated_reason_code")
        .agg(exits=pl.len().cast(pl.Int64))
        .sort("exits", "recorded", "stated", descending=[True, False, False])
    )


def called_uncontrollable(
    facts: Facts, selection: Selection, *, by: str = "owner"
) -> pl.DataFrame:
    """Per person and three months: the share of exits recorded as uncontrollable.

    Anyone who has more exits called nobody's fault than the others may be right: look at
    the exits before thinking otherwise, and never rank.

    Args:
        facts: The facts.
        selection: Exit records in these months, of these accounts.
        by: "owner", who looks after the account, or "recorded_by".

    Returns:
        `who`, `period` (its first month, "2026-01"; calendar quarters), `k` recorded
        as uncontrollable of `n` with a known reason, `share`, `low`, `high` (Wilson)
        and `everybody`, the share of all of them in that period.
    """
    owners = polars(facts.accounts.select("account", "owner"))
    quarter = pl.col("month") // MONTHS_OF_PERIOD * MONTHS_OF_PERIOD
    named = pl.col("reason_group") == ReasonGroup.UNCONTROLLABLE
    counts = (
        polars(selection.within(facts.records))
        .filter(~pl.col("reason_group").is_in(list(UNTOLD_GROUPS)))
        .join(owners, on="account", how="left")
        .group_by(quarter.alias("period"), who=pl.col(by).fill_null(NOT_KNOWN))
        .agg(k=named.sum().cast(pl.Int64), n=pl.len().cast(pl.Int64))
        .sort("who", "period")
    )
    low, high = wilson(counts["k"], counts["n"])
    return counts.select(
        "who",
        pl.col("period").map_elements(month_label, return_dtype=pl.String),
        "k",
        "n",
        share=pl.col("k") / pl.col("n"),
        low=pl.Series(low),
        high=pl.Series(high),
        everybody=pl.col("k").sum().over("period") / pl.col("n").sum().over("period"),
    )


def _compared(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(_says("stated_reason_code"), _says("reason_code"))


def _says(column: str) -> pl.Expr:
    """Whether a reason says something; codes nobody mapped do."""
    return pl.col(column).is_not_null() & ~pl.col(column).is_in(_SILENT)


def _control(code: str) -> str:
    return str(reason_of(code).control)
