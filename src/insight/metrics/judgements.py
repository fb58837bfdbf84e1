"""Were people right about who would ask to leave, and was the model?"""

from dataclasses import dataclass

import narwhals as nw
import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.statistics.concordance import concordance
from insight.statistics.proportions import wilson

RISKS = (5, 4, 3, 2, 1)
LEAST = 10


@dataclass(frozen=True, slots=True)
class JudgementScore:
    """What became of the accounts that were judged.

    `judged` judgements are old enough, `young` are not, `repeated` were made again
    before the days of an earlier one were over and are left out. `by_risk` has a row per
    risk, 5 first. Of all pairs, one account that asked to leave and one that did not,
    `people` is the share in which the first was judged higher, equal ones half, and
    `model` the same for its chances, of the `compared` judgements where it had one;
    None with fewer than `LEAST` that asked, or that did not.
    """

    judged: int
    young: int
    repeated: int
    by_risk: pl.DataFrame
    compared: int
    people: float | None
    model: float | None


def latest(judgements: pl.DataFrame) -> pl.DataFrame:
    """The last judgement of each account, in the order they were made."""
    return judgements.unique("account_id", keep="last", maintain_order=True)


def outcomes(facts: Facts, judgements: pl.DataFrame) -> pl.DataFrame:
    """The judgements with `asked`: whether the account asked to leave in their days.

    Null where the days are not over by `as_of` and nothing was asked so far, and where
    the account is in no file any more.

    Args:
        facts: The facts.
        judgements: In the order they were made: `account_id`, `judged_on`, `by`,
            `risk` (1-5), `note`, `within_days`, `chance`.
    """
    accounts = facts.accounts.select("account", "account_id")
    asked = polars(
        facts.requests.filter(nw.col("scope") == "account")
        .select("account", "requested")
        .join(accounts, on="account")
    )
    judged = judgements.with_row_index("nth").with_columns(on=_day("judged_on"))
    after = pl.col("requested") - pl.col("on")
    hits = (
        judged.join(asked, on="account_id")
        .filter(after.is_between(1, pl.col("within_days")))
        .select("nth", asked=True)
        .unique()
    )
    here = pl.col("account_id").is_in(polars(accounts)["account_id"].implode())
    over = here & (pl.col("on") + pl.col("within_days") <= facts.as_of_day)
    told = pl.coalesce("asked", pl.when(over).then(pl.lit(value=False)))
    joined = judged.join(hits, on="nth", how="left", maintain_order="left")
    return joined.with_columns(asked=told).drop("nth", "on")


def judgement_score(facts: Facts, judgements: pl.DataFrame) -> JudgementScore:
    """How often those judged likely asked to leave, beside what the model expected.

    An account is counted once until the days of its judgement are over: the first
    counts, on its day the last one said.

    Returns:
        `by_risk` has `risk`, `judged`, `asked`, `share` with `low`, `high` (Wilson),
        and `expected`, the requests the model expected of them (null without chances).
    """
    apart = _apart(outcomes(facts, judgements))
    over = apart.filter(
        pl.col("on") + pl.col("within_days") <= facts.as_of_day,
        pl.col("asked").is_not_null(),
    )
    both = over.drop_nulls("chance")
    return JudgementScore(
        judged=over.height,
        young=apart.height - over.height,
        repeated=judgements.height - apart.height,
        by_risk=_by_risk(over),
        compared=both.height,
        people=_order(both, "risk"),
        model=_order(both, "chance"),
    )


def _apart(judged: pl.DataFrame) -> pl.DataFrame:
    """Judgements of an account that do not share a day ahead."""
    daily = judged.unique(["account_id", "judged_on"], keep="last", maintain_order=True)
    kept, free_from = [], dict[str, int]()
    days = daily.with_columns(on=_day("judged_on"))
    for account, on, within in days.select("account_id", "on", "within_days").rows():
        kept.append(on >= free_from.get(account, on))
        if kept[-1]:
            free_from[account] = on + within
    return days.filter(pl.Series(kept, dtype=pl.Boolean))


def _by_risk(over: pl.DataFrame) -> pl.DataFrame:
    counts = over.group_by("risk").agg(
        judged=pl.len().cast(pl.Int64),
        asked=pl.col("asked").sum().cast(pl.Int64),
        expected=pl.when(pl.col("chance").null_count() == 0).then(
            pl.col("chance").sum()
        ),
    )
    every = pl.DataFrame({"risk": RISKS}, schema={"risk": pl.Int64})
    rows = every.join(counts, on="risk", how="left", maintain_order="left")
    full = rows.with_columns(pl.col("judged", "asked").fill_null(0))
    low, high = wilson(full["asked"], full["judged"])
    return full.with_columns(
        share=(pl.col("asked") / pl.col("judged")).fill_nan(None),
        low=pl.Series(low).fill_nan(None),
        high=pl.Series(high).fill_nan(None),
    ).select("risk", "judged", "asked", "share", "low", "high", "expected")


def _order(both: pl.DataFrame, score: str) -> float | None:
    hit = both["asked"]
    if min(hit.sum(), (~hit).sum()) < LEAST:
        return None
    days = both.select(pl.when("asked").then(1).otherwise(2)).to_series()
    return float(concordance(days, hit, both[score]))


def _day(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int32).cast(pl.Int64)
