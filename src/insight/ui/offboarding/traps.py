"""The audit of exits in words: checks, what failed, and what the months say."""

from dataclasses import replace

import polars as pl
import streamlit as st

from insight.metrics.facts import Facts
from insight.metrics.selection import Selection
from insight.metrics.traps import CHECKS, FAIL, check_counts, check_trend, failing_exits
from insight.statistics.control_charts import XmrLimits, signals
from insight.statistics.p_charts import p_chart

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
BEFORE_IT = XmrLimits(0, float("nan"), -float("inf"), float("inf"), float("nan"))


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
    """The share that failed `check` by month, against limits set once.

    The first `baseline_months` months with exits in the data set the mean and the
    limits, which later months do not move (p-chart).

    Returns:
        Months of the selection with exits: `month`, `k` of `n`, `share`, `low`, `high`
        (Wilson), `mean`, `lower`, `upper`, `signal`: outside the limits, or part of 8
        months or more in a row on one side of the mean.
    """
    every = replace(selection, first_month=facts.first_month)
    months = check_trend(facts, every).filter(pl.col("n") > 0, check=check)
    charted = with_limits(
        months.select("month", "n", "share", "low", "high", k="failed"),
        months_before=facts.choices.baseline_months,
    )
    chosen = check_trend(facts, selection)["month"].unique().to_list()
    return charted.filter(pl.col("month").is_in(chosen))


def with_limits(months: pl.DataFrame, *, months_before: int) -> pl.DataFrame:
    """Months (`k` of `n`) with `mean`, `lower`, `upper` and `signal`."""
    if months.is_empty():
        nothing = pl.lit(None, dtype=pl.Float64)
        return months.with_columns(
            mean=nothing, lower=nothing, upper=nothing, signal=pl.lit(value=False)
        )
    first = months.with_row_index("place")["place"] < months_before
    chart = p_chart(months["k"], months["n"], baseline=first)
    told = signals(chart.share - chart.mean, BEFORE_IT).run | chart.outside
    return months.with_columns(
        mean=pl.lit(chart.mean),
        lower=pl.Series(chart.lower),
        upper=pl.Series(chart.upper),
        signal=pl.Series(told),
    )
