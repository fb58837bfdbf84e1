"""Studies that no page shows, as files beside the numbers: whole tables, all months."""

from collections.abc import Callable

import polars as pl

from insight.metrics.coders import called_uncontrollable
from insight.metrics.cohort_averages import averages_by_age
from insight.metrics.facts import Facts
from insight.metrics.good_exits import good_exits_by_reason
from insight.metrics.hypotheses import hypotheses
from insight.metrics.renewals import renewals, renewals_by_year
from insight.metrics.retention import cohorts
from insight.metrics.return_checks import (
    clustered_rates,
    first_exit_rates,
    return_times,
)
from insight.metrics.robustness import robustness
from insight.metrics.second_life import reasons_again, second_life_curves
from insight.metrics.selection import Selection
from insight.metrics.signal_table import signal_table
from insight.metrics.tenure import exits_by_grace, tenure_curves, tenures


def retention_by_age(facts: Facts, selection: Selection) -> pl.DataFrame:
    """The columns of `averages_by_age`, of all cohorts together."""
    return averages_by_age(cohorts(facts, selection))


def good_exit_thresholds(facts: Facts, selection: Selection) -> pl.DataFrame:
    """The thresholds of `robustness`, each beside what random weightings gave.

    Returns:
        `good_score`, `good`, `ratio`, `low`, `high`, then `weightings` that gave a
        ratio and `weightings_low`, `weightings_high`, the same in every row.
    """
    found = robustness(facts, selection)
    return found.thresholds.with_columns(
        weightings=pl.lit(found.weightings, dtype=pl.Int64),
        weightings_low=pl.lit(found.low, dtype=pl.Float64),
        weightings_high=pl.lit(found.high, dtype=pl.Float64),
    )


def conclusions(facts: Facts, selection: Selection) -> pl.DataFrame:
    """The columns of `hypotheses` by which anybody can check a verdict.

    Returns:
        `conclusion`, `answer`, `estimate` with the limits `low`, `high` that hold at
        every look, `at_least`, `k`, `n`, `known`, and `refusal`: why there is no
        verdict, with the early sign where there is one.
    """
    sign = pl.format("{} Early sign: {}.", "refusal", "early_sign")
    return hypotheses(facts, selection).select(
        "conclusion", "answer", "estimate", "low", "high", "at_least", "k", "n", "known",
        refusal=pl.coalesce(sign, "refusal"),
    )  # fmt: skip


STUDIES: dict[str, Callable[[Facts, Selection], pl.DataFrame]] = {
    "conclusions": conclusions,
    "renewals": renewals,
    "signals": signal_table,
    "renewals_by_contract_year": renewals_by_year,
    "tenure": tenures,
    "tenure_curve": tenure_curves,
    "exits_by_grace": exits_by_grace,
    "retention_by_age": retention_by_age,
    "return_times": return_times,
    "win_back_of_first_exits": first_exit_rates,
    "win_back_clustered": clustered_rates,
    "second_life_curve": second_life_curves,
    "reasons_again": reasons_again,
    "good_exits_by_reason": good_exits_by_reason,
    "good_exit_thresholds": good_exit_thresholds,
    "called_uncontrollable": called_uncontrollable,
}
