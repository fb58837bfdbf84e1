"""Signal or noise: which points share limits, and what a point says in words."""

from collections.abc import Iterator
from enum import StrEnum

import polars as pl


class Verdict(StrEnum):
    """What a week or a month says; most of them say nothing."""

    SIGNAL = "signal"
    NOISE = "noise"
    NO_LIMITS = "no limits"


def blocks(points: int, *, size: int, first: int) -> Iterator[tuple[slice, slice]]:
    """Points that share limits, and the points before them that set these."""
    yield slice(first, size), slice(0, first)
    for start in range(size, points, size):
        yield slice(start, start + size), slice(start - size, start)


def in_words(
    told: pl.DataFrame, value: str, *, shown: str, times: int = 1
) -> pl.DataFrame:
    """Adds `verdict` and `meaning`; limits that are nan become null.

    Args:
        told: `value`, `mean`, `lower`, `upper`, and the flags `outside`, `run`, `near`,
            which are taken out.
        value: The column that is judged.
        shown: How a limit is written, with {} for the number.
        times: What a limit is multiplied by before it is written.
    """
    mean, lower, upper = (
        pl.format(shown, (pl.col(name) * times).round(1))
        for name in ("mean", "lower", "upper")
    )
    above = pl.col(value) > pl.col("mean")
    side = pl.when(above).then(pl.lit("above")).otherwise(pl.lit("below"))
    limit = pl.when(above).then(upper).otherwise(lower)
    rules = {
        "outside": pl.format("{} the limit of {}", side, limit),
        "run": pl.format("8 or more in a row {} the usual {}", side, mean),
        "near": pl.format(
            "3 of 4 nearer the limit of {} than the usual {}", limit, mean
        ),
    }
    rule = pl.coalesce(pl.when(flag).then(words) for flag, words in rules.items())
    usual = pl.format("from {} to {} it varies by itself", lower, upper)
    frame = told.with_columns(pl.col("mean", "lower", "upper").fill_nan(None))
    return _judged(frame, rule=rule, usual=usual).drop(*rules)


def _judged(frame: pl.DataFrame, *, rule: pl.Expr, usual: pl.Expr) -> pl.DataFrame:
    """The verdict by whether there are limits, and whether a rule says a signal."""
    verdict = pl.when(rule.is_not_null()).then(pl.lit(str(Verdict.SIGNAL)))
    none = pl.when(pl.col("upper").is_null())
    return frame.with_columns(
        verdict=none.then(pl.lit(str(Verdict.NO_LIMITS))).otherwise(
            verdict.otherwise(pl.lit(str(Verdict.NOISE)))
        ),
        meaning=none.then(pl.lit("nothing before it to set limits by")).otherwise(
            pl.coalesce(rule, usual)
        ),
    )
