"""What leavers say: exit NPS, ease, would they come back, and who answers at all."""

import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.offboarding import offboarded
from insight.metrics.selection import Selection
from insight.metrics.shares import with_share
from insight.statistics.surveys import effort, net_promoter

PROMOTER_FROM, DETRACTOR_TO = 9, 6
QUESTIONS = {"nps": range(11), "ease": range(1, 8), "would_return": range(11)}


def exit_nps(
    facts: Facts, selection: Selection, *, by: str | None = None
) -> pl.DataFrame:
    """One row per group: exit NPS of those who answered.

    Returns:
        `group`, `records`, `n` (answers), `promoters` (9-10), `passives`, `detractors`
        (0-6), `score` (-100 to 100) with `low`, `high` (adjusted Wald).

    Source: docs/metrics.md §1.8.
    """
    counts = (
        offboarded(facts, selection, by=by)
        .group_by("group")
        .agg(
            records=pl.len().cast(pl.Int64),
            n=pl.col("nps").is_not_null().sum().cast(pl.Int64),
            promoters=(pl.col("nps") >= PROMOTER_FROM).sum().cast(pl.Int64),
            detractors=(pl.col("nps") <= DETRACTOR_TO).sum().cast(pl.Int64),
        )
        .with_columns(passives=pl.col("n") - pl.col("promoters") - pl.col("detractors"))
        .sort("group")
    )
    parts = counts.select("promoters", "passives", "detractors")
    scores = [net_promoter(*row) for row in parts.rows()]
    return counts.select(
        "group", "records", "n", "promoters", "passives", "detractors"
    ).with_columns(
        score=_series([found.score for found in scores]),
        low=_series([found.interval[0] for found in scores]),
        high=_series([found.interval[1] for found in scores]),
    )


def ease(facts: Facts, selection: Selection, *, by: str | None = None) -> pl.DataFrame:
    """One row per group: how easy it was to leave, 1 (hard) to 7 (very easy).

    Returns:
        `group`, `records`, `n` (answers), `mean` with `mean_low`, `mean_high` (Student)
        and `easy`, the share of 5-7, with `easy_low`, `easy_high` (Wilson).
    """
    rows = offboarded(facts, selection, by=by).sort("group")
    found = []
    for (group,), part in rows.group_by("group", maintain_order=True):
        told = effort(part["ease"].drop_nulls())
        mean, easy = told.mean, told.easy
        limits = (mean.value, mean.low, mean.high, easy.value, easy.low, easy.high)
        found.append((group, part.height, told.n, *limits))
    names = ("mean", "mean_low", "mean_high", "easy", "easy_low", "easy_high")
    schema: dict[str, type[pl.DataType]] = {"group": pl.String}
    schema |= {"records": pl.Int64, "n": pl.Int64} | dict.fromkeys(names, pl.Float64)
    frame = pl.DataFrame(found, schema=schema, orient="row")
    return frame.with_columns(pl.col(names).fill_nan(None))


def answer_counts(
    facts: Facts, selection: Selection, *, question: str, by: str | None = None
) -> pl.DataFrame:
    """The distribution of answers to "nps" (0-10), "ease" (1-7) or "would_return".

    Returns:
        `group`, `answer`, `exits`, `n` (answers of the group), `share`; every possible
        answer, also those nobody gave.
    """
    rows = offboarded(facts, selection, by=by).filter(pl.col(question).is_not_null())
    possible = pl.DataFrame({"answer": list(QUESTIONS[question])})
    given = rows.group_by("group", answer=question).agg(exits=pl.len().cast(pl.Int64))
    return (
        rows.select("group")
        .unique()
        .join(possible, how="cross")
        .join(given, on=["group", "answer"], how="left")
        .with_columns(pl.col("exits").fill_null(0))
        .with_columns(n=pl.col("exits").sum().over("group"))
        .with_columns(share=pl.col("exits") / pl.col("n"))
        .sort("group", "answer")
    )


def response_rates(
    facts: Facts, selection: Selection, *, by: str | None = "good_exit"
) -> pl.DataFrame:
    """One row per group: who answered any question of the questionnaire.

    Angry leavers answer, or vanish: where good and bad exits answer differently often,
    the scores are of another crowd than the exits.

    Returns:
        `group`, `records`, `answered`, `share`, `low`, `high` (Wilson).
    """
    any_answer = pl.any_horizontal(pl.col(list(QUESTIONS)).is_not_null())
    counts = (
        offboarded(facts, selection, by=by)
        .group_by("group")
        .agg(records=pl.len().cast(pl.Int64), answered=any_answer.sum().cast(pl.Int64))
        .sort("group")
    )
    return with_share(counts, "answered", of="records")


def _series(values: list[float]) -> pl.Series:
    return pl.Series(values, dtype=pl.Float64).fill_nan(None)
