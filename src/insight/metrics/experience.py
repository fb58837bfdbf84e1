"""Offboarding experience: the promises kept, the score, and whether an exit was good."""

import narwhals as nw

from insight.metrics.frame import Frame, polars
from insight.settings import Choices

PROMISES = (
    "closed_in_7_days",
    "one_contact",
    "export_delivered",
    "export_instructions",
    "no_surprise_fee",
)
PROMISE_WORDS = dict(
    zip(
        PROMISES,
        ("Closed in time", "One contact was enough", "Export delivered",
         "Export with directions", "No surprise fee"),
        strict=True,
    )
)  # fmt: skip
PROMOTER_FROM, DETRACTOR_TO, EASY_FROM = 9, 6, 5


def quality(
    offboarding: Frame, presented: Frame, *, as_of_day: int, choices: Choices
) -> Frame:
    """One row per offboarding record: promises, score, hard fail, good, pressure.

    A promise is 1 kept, 0 broken, null not applicable or not known; an export is one
    unless the record says that nobody asked for it. The score is the
    share of applicable promises kept; a good exit has at least `good_score` and no hard fail (a
    surprise fee, or an export asked for and not delivered). Equal weights, docs/metrics.md §1.9.
    Pressure is null where no request of the exit is on record.

    Args:
        offboarding: The records of `dealings.offboarding`: flags 0/1, days as integers.
        presented: `exit_id`, `times_presented`: how often an offer was shown.
        as_of_day: The last complete day in the data.
        choices: `good_score`, `close_within_days` and `pushed_above`.
    """
    closing = nw.col("closed") - nw.col("requested")
    overdue = as_of_day - nw.col("requested") > choices.close_within_days
    asked = nw.col("export_requested").fill_null(1) == 1
    kept = offboarding.with_columns(
        days_to_close=closing,
        closed_in_7_days=nw.when(~closing.is_null())
        .then(_flag(closing <= choices.close_within_days))
        .otherwise(nw.when(overdue).then(nw.lit(0))),
        one_contact=_flag(nw.col("contacts_needed") <= 1),
        export_delivered=nw.when(asked).then(nw.col("export_delivered")),
        export_instructions=nw.when(asked).then(nw.col("export_instructions")),
        no_surprise_fee=1 - nw.col("surprise_fee"),
    )
    known = [_flag(~nw.col(promise).is_null()) for promise in PROMISES]
    return (
        kept.with_columns(
            passed=nw.sum_horizontal(*PROMISES), applicable=nw.sum_horizontal(*known)
        )
        .with_columns(
            score=nw.when(nw.col("applicable") > 0).then(
                nw.col("passed") / nw.col("applicable")
            ),
            hard_fail=_flag(
                (nw.col("no_surprise_fee") == 0).fill_null(value=False)
                | (nw.col("export_delivered") == 0).fill_null(value=False)
            ),
        )
        .with_columns(
            good=_flag(
                (nw.col("score") >= choices.good_score) & (nw.col("hard_fail") == 0)
            )
        )
        .join(presented, on="exit_id", how="left")
        .with_columns(pushed=_flag(nw.col("times_presented") > choices.pushed_above))
    )


def questionnaire(quality: Frame) -> dict[str, int | float | None]:
    """Exit NPS and ease over the given offboarding records.

    Returns:
        `records`, then of those who answered `nps_n`, `promoters` (9-10), `passives`,
        `detractors` (0-6), `exit_nps` (-100 to 100), `ces_n`, `ces_mean` (1-7, 7 is
        very easy) and `ces_top3_share` (5-7); None where nobody answered.
    """
    answers = polars(quality.select("nps", "ease"))
    nps, ease = answers["nps"].drop_nulls(), answers["ease"].drop_nulls()
    promoters = int((nps >= PROMOTER_FROM).sum())
    detractors = int((nps <= DETRACTOR_TO).sum())
    return {
        "records": answers.height,
        "nps_n": nps.len(),
        "promoters": promoters,
        "passives": nps.len() - promoters - detractors,
        "detractors": detractors,
        "exit_nps": 100 * (promoters - detractors) / nps.len() if nps.len() else None,
        "ces_n": ease.len(),
        "ces_mean": float(ease.sum()) / ease.len() if ease.len() else None,
        "ces_top3_share": int((ease >= EASY_FROM).sum()) / ease.len()
        if ease.len()
        else None,
    }


def _flag(condition: nw.Expr) -> nw.Expr:
    return (
        nw.when(condition)
        .then(nw.lit(1))
        .otherwise(nw.when(~condition).then(nw.lit(0)))
    )
