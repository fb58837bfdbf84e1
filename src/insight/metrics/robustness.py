"""Does the answer on good exits hang on how we score them? The same ratio, scored otherwise."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from insight.metrics.experience import PROMISES
from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.selection import Selection
from insight.statistics.effects import HazardRatio, hazard_ratio
from insight.statistics.estimates import Estimate
from insight.statistics.survival import Counts, Floats

WEIGHTINGS = 200
RETURNED = 1
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Robustness:
    """Ratios of the hazard to return after good exits, for other ways to score them.

    `thresholds` has one row per score from which an exit counts as good: `good_score`,
    `good` (exits), `ratio`, `low`, `high` (null where refused). `weightings` is how
    many random weightings of the promises gave a ratio, and `low`, `high` the 5th and
    95th percentile of these ratios, None without any.
    """

    thresholds: pl.DataFrame
    weightings: int
    low: float | None
    high: float | None


def robustness(
    facts: Facts, selection: Selection, *, weightings: int = WEIGHTINGS, seed: int = 1
) -> Robustness:
    """The good-exit ratio, within reason groups, over thresholds and random weights.

    The five promises weigh the same, and an exit is good from `good_score`; both are
    choices. Weights are drawn uniformly from all that add up to 1; a hard fail stays
    one. Never fit weights to returns and test the score on the same returns.

    Args:
        facts: The facts.
        selection: Exits in these months, of these accounts; those without an
            offboarding record are left out.
        weightings: How many random weightings are drawn.
        seed: The same seed gives the same weightings.

    Source: docs/metrics.md §1.9; Greco et al. 2019 on composite indices.
    """
    exits, choices = _scored(facts, selection), facts.choices
    rows = []
    for score in sorted({choices.good_score, *choices.other_good_scores}):
        good = _good(exits, weights=np.ones(len(PROMISES)), good_score=score)
        told = _ratio(exits, good)
        limits = (told.value, told.low, told.high) if told else (None, None, None)
        rows.append((score, int(good.sum()), *limits))
    drawn = np.random.default_rng(seed).dirichlet(np.ones(len(PROMISES)), weightings)
    ratios = _ratios(exits, drawn, good_score=choices.good_score)
    low, high = np.quantile(ratios, [0.05, 0.95]).tolist() if ratios else (None, None)
    return Robustness(_frame(rows), len(ratios), low, high)


def _scored(facts: Facts, selection: Selection) -> pl.DataFrame:
    quality = facts.quality.select("exit_id", *PROMISES, "score", "hard_fail")
    rows = selection.within(facts.exits).join(quality, on="exit_id")
    return polars(rows).filter(pl.col("score").is_not_null()).sort("day", "exit_id")


def _ratios(exits: pl.DataFrame, drawn: Floats, *, good_score: float) -> list[float]:
    """The ratio of each weighting; those that make the same exits good share one fit."""
    fitted: dict[bytes, Estimate | None] = {}
    told = []
    for weights in drawn:
        good = _good(exits, weights=weights, good_score=good_score)
        key = good.tobytes()
        if key not in fitted:
            fitted[key] = _ratio(exits, good)
        told.append(fitted[key])
    return [ratio.value for ratio in told if ratio]


def _good(exits: pl.DataFrame, *, weights: Floats, good_score: float) -> Counts:
    kept = exits.select(PROMISES).cast(pl.Float64).to_numpy()
    applicable = ~np.isnan(kept) @ weights
    passed = np.nan_to_num(kept) @ weights
    enough = passed >= good_score * applicable - ROUNDING
    good = enough & (exits["hard_fail"] == 0).to_numpy()
    return np.asarray(good, dtype=np.int64)


def _ratio(exits: pl.DataFrame, good: Counts) -> Estimate | None:
    found = hazard_ratio(
        exits["days"],
        exits["event"] == RETURNED,
        good,
        strata=exits["reason_group"],
        cluster=exits["account"],
    )
    return found.ratio if isinstance(found, HazardRatio) else None


def _frame(rows: list[tuple[float | int | None, ...]]) -> pl.DataFrame:
    schema: dict[str, type[pl.DataType]] = {"good_score": pl.Float64, "good": pl.Int64}
    schema |= dict.fromkeys(("ratio", "low", "high"), pl.Float64)
    return pl.DataFrame(rows, schema=schema, orient="row")
