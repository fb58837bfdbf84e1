"""Former customers: each exit with what was known of it on a day, and what became of it."""

import narwhals as nw
import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.frame import beside, polars
from insight.taxonomy import UNTOLD_GROUPS, ReasonGroup

ADMINISTRATIVE = "administrative"
HIGH_ANSWER, EASY_FROM, HARD_TO = 7, 5, 3
LONG_TENURE = 730


def former(facts: Facts) -> pl.DataFrame:
    """One row per exit, with every fact that a chance of coming back may rest on.

    Returns:
        The columns of `facts.exits` and of the account (`consent`, `rest_until`), the
        day `resolved` on which the last festering issue of the exit was resolved, the
        day `champion_day` from which a champion is known to be elsewhere, and flags:
        `not_ours`, `left_well`, `left_badly`, `pushed_out`, `poor_fit`, `would_return`,
        `found_easy`, `found_hard`, `long_customer`, `back_before`; an unknown is false.
    """
    accounts = facts.accounts.select("account", "fit", "consent", "rest_until")
    said = facts.quality.select("exit_id", "ease", "would_return").filter(
        ~nw.col("exit_id").is_null()
    )
    rows = polars(
        facts.exits.join(accounts, on="account", how="left").join(
            said, on="exit_id", how="left"
        )
    )
    flags = {
        "not_ours": pl.col("reason_group") == ReasonGroup.UNCONTROLLABLE,
        "left_well": pl.col("good") == 1,
        "left_badly": pl.col("good") == 0,
        "pushed_out": pl.col("pushed") == 1,
        "poor_fit": pl.col("fit") == "poor",
        "would_return": pl.col("would_return") >= HIGH_ANSWER,
        "found_easy": pl.col("ease") >= EASY_FROM,
        "found_hard": pl.col("ease") <= HARD_TO,
        "long_customer": pl.col("tenure_days") > LONG_TENURE,
        "back_before": pl.col("spell_no") > 1,
        "explained": ~pl.col("reason_group").is_in(list(UNTOLD_GROUPS)),
    }
    return (
        rows.join(_resolved(rows, facts), on=["account", "day"], how="left")
        .join(_champions(facts), on="account", how="left")
        .with_columns(
            flag.fill_null(value=False).alias(name) for name, flag in flags.items()
        )
        .sort("account", "day")
    )


def known_on(rows: pl.DataFrame, *, day: int) -> pl.DataFrame:
    """The exits up to a day as they were then: nothing that came later is in them.

    Returns:
        The rows of `former` with `days` and `event` of the return clock on that day,
        `reason_gone` and `champion_moved` by then, and `is_latest` of the account.
    """
    ended = pl.col("day") + pl.col("days")
    over = (pl.col("event") > 0) & (ended <= day)
    return rows.filter(pl.col("day") <= day).with_columns(
        event=pl.when(over).then("event").otherwise(0),
        days=pl.min_horizontal("days", day - pl.col("day")),
        reason_gone=(pl.col("resolved") <= day).fill_null(value=False),
        champion_moved=(pl.col("champion_day") <= day).fill_null(value=False),
        is_latest=pl.col("day") == pl.col("day").max().over("account"),
    )


def _resolved(rows: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """`account`, `day`, `resolved`: when all issues open at a festering exit were resolved.

    An administrative closing, or one on the day of the exit, resolves nothing.
    """
    festered = rows.filter(pl.col("reason_group") == ReasonGroup.FESTERING)
    how = pl.col("resolved_how").fill_null(ADMINISTRATIVE).str.to_lowercase()
    mended = (pl.col("resolved") <= facts.as_of_day) & (how != ADMINISTRATIVE)
    still_open = pl.col("resolved").is_null() | (pl.col("resolved") > pl.col("day"))
    theirs = facts.issues.join(
        beside(facts.issues, festered.select("account", "day")), on="account"
    )
    return (
        polars(theirs.filter(nw.col("opened") < nw.col("day")))
        .filter(still_open)
        .group_by("account", "day")
        .agg(pl.col("resolved").max(), mended=mended.fill_null(value=False).all())
        .filter("mended")
        .drop("mended")
    )


def _champions(facts: Facts) -> pl.DataFrame:
    """`account`, `champion_day` since when a champion is known to be elsewhere."""
    known = ~nw.coalesce("to_account", "to_company").is_null()
    gone = facts.champions.filter(known, ~nw.col("left").is_null())
    return polars(gone.group_by("account").agg(champion_day=nw.col("left").min()))
