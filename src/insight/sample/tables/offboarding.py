"""The record of each handled exit, and the questionnaire where it was answered."""

import numpy as np
import polars as pl

from insight.sample import planted
from insight.sample.days import LAST, known
from insight.sample.draws import Bools, Ints, chosen, happens, stream

_FORMATS = {"csv": 0.6, "xlsx": 0.2, "json": 0.15, "pdf": 0.05}
_NOT_KNOWN = 0.05
# Mean and spread of an answer after a good exit and after another one.
_ANSWERS = {
    "ease_1_7": (1, 7, 5.8, 3.4, 1.1),
    "exit_nps_0_10": (0, 10, 7.8, 4.6, 2.0),
    "asked_to_return_0_10": (0, 10, 7.2, 4.5, 2.2),
}
# Share of exits with a trap, after a good exit and after another one.
_TRAPS = {
    "forced_call": (0.03, 0.25),
    "charged_after_end": (0.01, 0.10),
    "late_end": (0.03, 0.18),
}


def offboarding_table(seed: int, exits: pl.DataFrame) -> pl.DataFrame:
    """One row per exit with a notice; what lies after the last day is not known yet."""
    rng = stream(seed, "offboarding")
    handled = exits.filter(pl.col("good").is_not_null())
    good = handled["good"].to_numpy()
    return (
        handled.with_columns(**_questionnaire(rng, good), **_traps(rng, good))
        .with_columns(**_export(rng, handled.height))
        .with_columns(
            _day_after_notice("closed_after").alias("closed_date"),
            _day_after_notice("export_asked_after").alias("export_requested_date"),
            _day_after_notice("export_delivered_after").alias("export_delivered_date"),
            cancel_requested_date=known("notice"),
            end_date_asked=known("end_asked"),
        )
        .with_columns(**_only_where_asked_and_known())
    )


def _questionnaire(rng: np.random.Generator, good: Bools) -> dict[str, pl.Series]:
    share = np.where(good, planted.ANSWERS_IF_GOOD, planted.ANSWERS_IF_BAD)
    answered = happens(rng, share)
    columns = {}
    for name, (low, high, if_good, if_bad, spread) in _ANSWERS.items():
        mean = np.where(good, if_good, if_bad)
        score = np.clip(np.round(rng.normal(mean, spread)), low, high).astype(np.int64)
        skipped = happens(rng, np.full(len(good), _NOT_KNOWN))
        columns[name] = _where(answered & ~skipped, score)
    return columns


def _traps(rng: np.random.Generator, good: Bools) -> dict[str, pl.Series | pl.Expr]:
    trapped = {
        name: happens(rng, np.where(good, if_good, if_bad))
        for name, (if_good, if_bad) in _TRAPS.items()
    }
    noted = happens(rng, np.full(len(good), 1 - _NOT_KNOWN))
    late_by = trapped["late_end"] * rng.integers(3, 16, size=len(good))
    few, many = rng.integers(2, 5, size=len(good)), rng.integers(4, 10, size=len(good))
    return {
        "forced_call": _where(noted, trapped["forced_call"]),
        "charged_after_end": _where(noted, trapped["charged_after_end"]),
        "end_date_met": pl.Series(~trapped["late_end"]),
        "end_asked": pl.max_horizontal(
            "notice", pl.col("exit_day") - pl.Series(late_by)
        ),
        "steps": pl.Series(np.where(good, few, many)),
    }


def _export(rng: np.random.Generator, count: int) -> dict[str, pl.Series]:
    asked_after = rng.integers(0, 4, size=count)
    return {
        "export_asked_after": pl.Series(asked_after),
        "export_delivered_after": pl.Series(
            asked_after + rng.integers(0, 8, size=count)
        ),
        "export_format": pl.Series(chosen(rng, _FORMATS, count=count)),
        "export_opened": pl.Series(happens(rng, np.full(count, 0.6))),
    }


def _only_where_asked_and_known() -> dict[str, pl.Expr]:
    requested = pl.col("export_requested")
    pending = pl.col("export_delivered") & pl.col("export_delivered_date").is_null()
    delivered = requested & pl.col("export_delivered") & ~pending
    of_delivered = ("export_delivered_date", "export_format", "export_opened")
    return {
        "export_requested_date": pl.when(requested).then("export_requested_date"),
        "export_delivered": pl.when(requested & ~pending).then("export_delivered"),
        "export_instructions": pl.when(requested & ~pending).then(
            "export_instructions"
        ),
        **{name: pl.when(delivered).then(name) for name in of_delivered},
    }


def _day_after_notice(days: str) -> pl.Expr:
    day = pl.col("notice") + pl.col(days)
    return pl.when(day <= LAST).then(day).cast(pl.Int32).cast(pl.Date)


def _where(mask: Bools, values: Bools | Ints) -> pl.Series:
    kept = pl.Series(values)
    return kept.zip_with(pl.Series(mask), pl.Series([None], dtype=kept.dtype))
