"""The chance of coming back: a discrete-time hazard of what was known at the exit."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from insight.statistics.estimates import Refusal
from insight.statistics.logistic import chances, firth_logistic
from insight.statistics.survival import Floats

STEP, STEPS_AHEAD, LAST_STEP = 30, 6, 60
WITHIN = STEP * STEPS_AHEAD
PERIODS = (90, 180, 365, 730)
LEAST_RETURNS, RETURNS_PER_FACT, LEAST_STEPS = 20, 5, 60
FACTS = (
    "not_ours", "left_well", "pushed_out", "poor_fit", "left_badly", "reason_gone",
    "would_return", "champion_moved", "back_before", "long_customer", "found_hard",
    "found_easy",
)  # fmt: skip
"""What a chance may rest on; where returns are few the first ones are used."""
SINCE = {"reason_gone": "resolved", "champion_moved": "champion_day"}
"""What may become known later, with the column that says when."""
STATIC = tuple(name for name in FACTS if name not in SINCE)


@dataclass(frozen=True)
class ChanceModel:
    """How likely a return is in each step of `STEP` days after an exit.

    `usual` are the log odds by time since the exit alone, `full` those with `facts`;
    `weight` (0-1) is how much of the second counts, the more the better it explains
    what came. `ceases` is the chance to cease in a step. It learnt from `returns`.
    """

    facts: tuple[str, ...]
    usual: Floats
    full: Floats
    weight: float
    ceases: float
    returns: int
    grace_days: int

    def chances(self, rows: pl.DataFrame) -> pl.Series:
        """The chance of each row of `former.known_on` to be back within `WITHIN` days."""
        out = rows["days"].to_numpy() // STEP
        facts = _columns(rows, self.facts)
        there, back = np.ones(rows.height), np.zeros(rows.height)
        for step in range(STEPS_AHEAD):
            hazard = self._hazard(out + step, facts)
            back += there * hazard
            there *= np.clip(1 - hazard - self.ceases, 0, 1)
        return pl.Series("chance", back, dtype=pl.Float64)

    def _hazard(self, step: Floats, facts: Floats) -> Floats:
        time = _times(step * STEP)
        usual = _log_odds(chances(time, self.usual))
        full = _log_odds(chances(np.hstack([time, facts]), self.full))
        mixed = 1 / (1 + np.exp(-((1 - self.weight) * usual + self.weight * full)))
        return np.asarray(np.where((step + 1) * STEP <= self.grace_days, 0, mixed))


def chance_model(
    rows: pl.DataFrame, *, day: int, grace_days: int
) -> ChanceModel | Refusal:
    """The model of the rows of `former.former`, as it would have been fitted on a day.

    Firth's logistic regression on steps of 30 days since the exit; nobody can be back
    within the grace. The facts count with the weight of van Houwelingen and le Cessie,
    (chi2 - facts) / chi2, so that facts which explain no more than chance count nothing.

    Returns:
        A refusal where fewer than `LEAST_RETURNS` had come back by then.

    Source: docs/metrics.md §1.5; Allison, Sociological Methodology 13 (1982) 61-98; van
    Houwelingen & le Cessie, Statistics in Medicine 9 (1990) 1303-1325.
    """
    counts = _patterns(rows, day=day, grace_days=grace_days)
    returns = int(counts["back"].sum())
    if returns < LEAST_RETURNS:
        return Refusal(
            f"{returns} of the {LEAST_RETURNS} returns it takes to tell a chance."
        )
    facts = _used(counts, returns=returns)
    n, back = (counts[name].to_numpy().astype(float) for name in ("n", "back"))
    time, told = _times(counts["period"].to_numpy()), _columns(counts, facts)
    both = np.hstack([time, told])
    usual, full = (firth_logistic(x, back, n) for x in (time, both))
    weight = _weight(
        _likelihood(chances(time, usual), back, n),
        _likelihood(chances(both, full), back, n),
        facts=len(facts),
    )
    ceases = float(counts["ceased"].sum() / n.sum())
    return ChanceModel(facts, usual, full, weight, ceases, returns, grace_days)


def _patterns(rows: pl.DataFrame, *, day: int, grace_days: int) -> pl.DataFrame:
    """`period`, the flags of `FACTS`, `n` steps of that kind, and `back`, `ceased` in them.

    Steps that were over on the day, and in which an exit was still out at the start.
    """
    start = pl.col("day") + STEP * pl.col("step")
    ended = pl.col("day") + pl.col("days")
    is_over = pl.col("event") > 0
    then = (
        start < ended,
        start + STEP
        <= pl.when(is_over).then(day).otherwise(pl.min_horizontal(ended, day)),
    )
    stops = ended <= start + STEP
    counts = (
        rows.filter(pl.col("day") + STEP <= day)
        .with_columns(known=_packed(STATIC), step=_steps(day, grace_days))
        .select("day", "days", "event", "step", "known", *SINCE.values())
        .explode("step", empty_as_null=False)
        .filter(*then)
        .with_columns(
            (pl.col(since) <= start).fill_null(value=False).alias(name)
            for name, since in SINCE.items()
        )
        .group_by("known", *SINCE, period=_period())
        .agg(
            n=pl.len(),
            back=(stops & (pl.col("event") == 1)).sum(),
            ceased=(stops & (pl.col("event") > 1)).sum(),
        )
    )
    return counts.with_columns(_unpacked(STATIC)).sort("period", *FACTS)


def _steps(day: int, grace_days: int) -> pl.Expr:
    """The numbers of the steps that began while an exit was watched, up to the day."""
    watched = pl.min_horizontal("days", day - pl.col("day"))
    last = pl.min_horizontal(watched // STEP + 1, LAST_STEP)
    return pl.int_ranges(grace_days // STEP, last)


def _packed(flags: tuple[str, ...]) -> pl.Expr:
    """The flags as one number, which is grouped faster than they are."""
    return pl.sum_horizontal(
        pl.col(name).cast(pl.Int64) * 2**at for at, name in enumerate(flags)
    )


def _unpacked(flags: tuple[str, ...]) -> list[pl.Expr]:
    return [
        (pl.col("known") // 2**at % 2 == 1).alias(name) for at, name in enumerate(flags)
    ]


def _used(counts: pl.DataFrame, *, returns: int) -> tuple[str, ...]:
    """The facts that returns are enough for, of those that some have and some lack."""
    n = counts["n"].sum()
    with_it = {name: counts.filter(name)["n"].sum() for name in FACTS}
    able = [k for k, many in with_it.items() if LEAST_STEPS <= many <= n - LEAST_STEPS]
    return tuple(able[: returns // RETURNS_PER_FACT])


def _period() -> pl.Expr:
    """The first day of the period of time since the exit that a step begins in."""
    begun = STEP * pl.col("step")
    return pl.max_horizontal(
        pl.when(begun >= edge).then(edge).otherwise(0) for edge in PERIODS
    )


def _times(days: Floats) -> Floats:
    return np.column_stack([days >= edge for edge in PERIODS]).astype(float)


def _columns(rows: pl.DataFrame, facts: tuple[str, ...]) -> Floats:
    if not facts:
        return np.empty((rows.height, 0))
    return rows.select(facts).to_numpy().astype(float)


def _likelihood(p: Floats, back: Floats, n: Floats) -> float:
    return float(back @ np.log(p) + (n - back) @ np.log(1 - p))


def _weight(usual: float, full: float, *, facts: int) -> float:
    better = 2 * (full - usual)
    return max(0.0, (better - facts) / better) if better > 0 else 0.0


def _log_odds(p: Floats) -> Floats:
    return np.asarray(np.log(p / (1 - p)))
