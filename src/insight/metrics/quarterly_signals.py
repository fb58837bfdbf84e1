"""Signal or noise: exit NPS and ease by quarter against locked limits."""

from collections.abc import Iterator

import narwhals as nw
import numpy as np
import polars as pl

from insight.metrics.calendar import month_end, month_start
from insight.metrics.experience import DETRACTOR_TO, PROMOTER_FROM
from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.judged_periods import in_words
from insight.metrics.selection import Selection
from insight.statistics.mean_charts import mean_limits
from insight.statistics.surveys import effort, net_promoter
from insight.statistics.survival import Floats

MONTHS, YEAR = 3, 4
TOO_FEW = "too few answers to judge"
RANGES = {"nps": (-100.0, 100.0), "ease": (1.0, 7.0)}


def quarterly_signals(
    facts: Facts, selection: Selection, *, question: str
) -> pl.DataFrame:
    """Exit NPS ("nps") or mean ease ("ease") of each quarter with exits.

    The limits of four quarters are set by all answers of the four before them and
    locked; they are wider where fewer answered. Quarters of fewer than
    `counts_only_below` answers are not judged, and a baseline of fewer than
    `full_display_from` sets no limits.

    Returns:
        Per quarter that touches the selected months: `quarter` ("2026-Q1"), `begins`
        (date), `is_whole` (ended by `as_of`), `records`, `n` (answers), `value` with
        `low`, `high` (95%), `mean` with the limits `lower` and `upper` (null where
        there are none), `verdict`, `meaning`.
    """
    answers = _answers(facts, selection, question=question)
    quarters = _quarters(answers, facts, question=question)
    mean, lower, upper = _limits(answers, quarters, facts)
    bottom, top = RANGES[question]
    told = quarters.with_columns(
        mean=mean,
        lower=np.clip(lower, bottom, top),
        upper=np.clip(upper, bottom, top),
    )
    first, last = (
        month // MONTHS for month in (selection.first_month, selection.last_month)
    )
    chosen = told.filter(pl.col("at").is_between(first, last)).drop("at")
    judged = in_words(chosen.fill_nan(None), _outside(), shown="{}")
    few = pl.col("n") < facts.choices.counts_only_below
    words = pl.when(few).then(pl.lit(TOO_FEW)).otherwise("meaning")
    return judged.with_columns(meaning=words)


def _outside() -> pl.Expr:
    """What a quarter outside its limits says, null for the others."""
    sides = {
        "above": pl.when(pl.col("value") > pl.col("upper")).then("upper"),
        "below": pl.when(pl.col("value") < pl.col("lower")).then("lower"),
    }
    return pl.coalesce(
        pl.format(f"{side} the limit of {{}}", limit.round(1))
        for side, limit in sides.items()
    )


def _answers(facts: Facts, selection: Selection, *, question: str) -> pl.DataFrame:
    """One row per offboarding record: `at` (quarter), `answer`, and its `value`."""
    said = selection.of_accounts(facts.quality).group_by("month", question)
    counts = polars(said.agg(n=nw.len())).sort("month", question)
    rows = counts.select(pl.col("month", question).repeat_by("n").explode())
    answer = pl.col(question)
    promoter = pl.when(answer >= PROMOTER_FROM).then(100.0)
    scored = promoter.when(answer <= DETRACTOR_TO).then(-100.0).otherwise(0.0)
    value = scored if question == "nps" else answer.cast(pl.Float64)
    return rows.select(
        at=pl.col("month") // MONTHS,
        answer=answer,
        value=pl.when(answer.is_not_null()).then(value),
    )


def _quarters(answers: pl.DataFrame, facts: Facts, *, question: str) -> pl.DataFrame:
    """One row per quarter the data can speak of, also without answers."""
    at = range(facts.first_month // MONTHS, facts.last_month // MONTHS + 1)
    rows = [
        (
            number,
            _label(number),
            month_start(number * MONTHS),
            month_end(number * MONTHS + 2) <= facts.as_of,
            (part := answers.filter(at=number)).height,
            *_value(part.drop_nulls("answer"), question=question),
        )
        for number in at
    ]
    schema = {"at": pl.Int64, "quarter": pl.String, "begins": pl.Date}
    schema |= {"is_whole": pl.Boolean, "records": pl.Int64, "n": pl.Int64}
    schema |= dict.fromkeys(("value", "low", "high"), pl.Float64)
    return pl.DataFrame(rows, schema=schema, orient="row")


def _value(given: pl.DataFrame, *, question: str) -> tuple[int, float, float, float]:
    """How many answered, their score or mean, and its interval."""
    if question == "ease":
        found = effort(given["answer"])
        return found.n, found.mean.value, found.mean.low, found.mean.high
    counts = [int((given["value"] == worth).sum()) for worth in (100, 0, -100)]
    score = net_promoter(*counts)
    return score.n, score.score, *score.interval


def _limits(answers: pl.DataFrame, quarters: pl.DataFrame, facts: Facts) -> Floats:
    """Mean, lower and upper limit of each quarter, (3, quarters); nan without any."""
    found = np.full((3, quarters.height), np.nan)
    n, choices = quarters["n"].to_numpy(), facts.choices
    for judged, base in _years(quarters.height):
        own = answers.filter(pl.col("at").is_in(quarters["at"][base].implode()))
        values = own["value"].drop_nulls().to_numpy()
        if len(values) < choices.full_display_from:
            continue
        mean, lower, upper = mean_limits(values, n[judged])
        enough = n[judged] >= choices.counts_only_below
        found[:, judged] = np.where(
            enough, (np.full_like(lower, mean), lower, upper), np.nan
        )
    return found


def _years(quarters: int) -> Iterator[tuple[slice, slice]]:
    """The quarters of each year, and those of the year before that set their limits."""
    for start in range(YEAR, quarters, YEAR):
        yield slice(start, start + YEAR), slice(start - YEAR, start)


def _label(quarter: int) -> str:
    return f"{1970 + quarter // YEAR}-Q{quarter % YEAR + 1}"
