"""Offboarding experience: the promises kept, the score, and whether an exit was good."""

import narwhals as nw

PROMISES = (
    "closed_in_7_days",
    "one_contact",
    "export_delivered",
    "export_instructions",
    "no_surprise_fee",
)
GOOD_SCORE = 0.8
CLOSE_WITHIN_DAYS = 7
PUSHED_ABOVE = 2


def quality(
    offboarding: nw.LazyFrame, presented: nw.LazyFrame, *, as_of_day: int
) -> nw.LazyFrame:
    """One row per offboarding record: promises, score, hard fail, good, pressure.

    A promise is 1 kept, 0 broken, null not applicable or not known. The score is the
    share of applicable promises kept; a good exit has at least .8 and no hard fail (a
    surprise fee, or an export asked for and not delivered). Equal weights, docs/metrics.md §1.9.

    Args:
        offboarding: The records of `narrow.offboarding`: flags 0/1, days as integers.
        presented: `exit_id`, `times_presented`: how often an offer was shown.
        as_of_day: The last complete day in the data.
    """
    closing = nw.col("closed") - nw.col("requested")
    overdue = as_of_day - nw.col("requested") > CLOSE_WITHIN_DAYS
    asked = nw.col("export_requested") == 1
    kept = offboarding.with_columns(
        days_to_close=closing,
        closed_in_7_days=nw.when(~closing.is_null())
        .then(_flag(closing <= CLOSE_WITHIN_DAYS))
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
            good=_flag((nw.col("score") >= GOOD_SCORE) & (nw.col("hard_fail") == 0))
        )
        .join(presented, on="exit_id", how="left")
        .with_columns(times_presented=nw.col("times_presented").fill_null(0))
        .with_columns(pushed=_flag(nw.col("times_presented") > PUSHED_ABOVE))
    )


def _flag(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(
        nw.when(~condition).then(nw.lit(0))
    )
