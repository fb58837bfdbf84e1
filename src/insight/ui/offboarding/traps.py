"""The audit of exits in words: checks, what failed, and what the months say."""

from dataclasses import replace

import polars as pl
import streamlit as st

from insight.metrics.calendar import month_label
from insight.metrics.facts import Facts
from insight.metrics.judged_periods import share_trend
from insight.metrics.selection import Selection
from insight.metrics.traps import CHECKS, FAIL, check_counts, check_trend, failing_exits
from insight.ui.offboarding.traps_words import as_drawn

ANY = "any"
EVERY_CHECK = "Any check"
CHECK_WORDS = dict(
    zip(
        CHECKS,
        (
            "Surprise fee",
            "Forced call",
            "End date missed",
            "Charged after the end",
            "Export not delivered",
            "Export in no usable format",
            "Export without directions",
        ),
        strict=True,
    )
)


def check_choice() -> str:
    """The check whose months and exits are shown, or `ANY`."""
    labels = {ANY: EVERY_CHECK} | CHECK_WORDS
    chosen: str = st.selectbox(
        "Check",
        list(labels),
        format_func=lambda check: labels[check],
        key="check",
        bind="query-params",
        width=360,
    )
    return chosen


def named_checks(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`check_counts` with `check` as what its failing is called."""
    named = pl.col("check").replace_strict(CHECK_WORDS, return_dtype=pl.String)
    return check_counts(facts, selection).with_columns(named)


def failing_with(facts: Facts, selection: Selection, *, check: str) -> pl.DataFrame:
    """The exits that failed `check`, or any: who handled them and the evidence."""
    failing = failing_exits(facts, selection)
    if check != ANY:
        failing = failing.filter(pl.col(check) == FAIL)
    words = [
        pl.when(pl.col(name) == FAIL).then(pl.lit(label))
        for name, label in CHECK_WORDS.items()
    ]
    return failing.select(
        "exit_date",
        "account_id",
        "account_name",
        "handled_by",
        pl.concat_str(words, separator="; ", ignore_nulls=True).alias("failed_checks"),
        "failed",
        "export_asked",
        "export_sent",
        "export_format",
        "closed",
        "reason",
    )


def failures_by_month(
    facts: Facts, selection: Selection, *, check: str
) -> pl.DataFrame:
    """The share that failed `check` by month, each judged by the months before it.

    Returns:
        Months of the selection with exits: `month`, `k` of `n`, `share`, `low`, `high`
        (Wilson), `mean`, `lower`, `upper`, `signal` and its `meaning`.
    """
    every = replace(selection, first_month=facts.first_month)
    labels = {month_label(month): month for month in every.months}
    months = check_trend(facts, every).filter(pl.col("n") > 0, check=check)
    counts = months.select(
        pl.col("month").replace_strict(labels, return_dtype=pl.Int64),
        "n", "share", "low", "high", k="failed",
    )  # fmt: skip
    return as_drawn(share_trend(counts, k="k", selection=selection))
