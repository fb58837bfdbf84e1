"""Coming back: return curves, win-back rates at horizons, and the MRR regained."""

from collections.abc import Sequence

import narwhals as nw
import polars as pl
import polars.selectors as cs

from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, lazy, polars
from insight.metrics.money import to_units
from insight.metrics.pressure import presented_words
from insight.metrics.selection import Selection
from insight.statistics.survival import at_risk, incidence, kaplan_meier

ALL = "all exits"
HALF = 0.5
EVENTS = {"returned": 1, "ceased": 2, "censored": 0}
CURVE = {
    "group": pl.String,
    "day": pl.Int64,
    "at_risk": pl.Int64,
    "returned": pl.Int64,
    "ceased": pl.Int64,
    "censored": pl.Int64,
    "share": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "ceased_share": pl.Float64,
    "without_ceasing": pl.Float64,
}


def return_curves(
    facts: Facts, selection: Selection, *, by: str | None = None
) -> pl.DataFrame:
    """Aalen-Johansen curves of the exits in the selection, one per group.

    An exit still out at `as_of` is censored: neither dropped nor counted as lost.

    Args:
        facts: The facts.
        selection: Exits in these months, of these accounts.
        by: None for one curve, or "reason_group", "control", "good_exit", "segment",
            "presented" (how often an offer was shown; "not known" without a record).

    Returns:
        Per `group` and `day` with any event: `at_risk` just before, `returned`,
        `ceased`, `censored` on it, `share` returned by then (0-1) with `low`, `high`,
        `ceased_share`, and `without_ceasing`, one minus Kaplan-Meier.

    Source: docs/metrics.md §1.5; Austin, Lee & Fine, Circulation 133 (2016) 601-609.
    """
    grouped = _grouped(facts, selection, by=by)
    counts = polars(_event_counts(grouped)).sort("group", "day")
    curves = [
        _curve(group) for _, group in counts.group_by("group", maintain_order=True)
    ]
    return pl.concat(curves) if curves else pl.DataFrame(schema=CURVE)


def curve_of(exits: pl.DataFrame) -> pl.DataFrame:
    """The curve of the given exits (`days`, `event`), with the columns of `CURVE`."""
    counts = polars(_event_counts(lazy(exits).with_columns(group=nw.lit(ALL))))
    return _curve(counts.sort("day"))


def risk_table(curves: pl.DataFrame, *, days: Sequence[int]) -> pl.DataFrame:
    """`group`, `day`, `at_risk`, and `returned`, `ceased`, `censored` so far.

    At risk on a day are those still watched and out after all that happened on it.
    """
    grid = (
        curves.select("group")
        .unique()
        .join(pl.DataFrame({"at": list(days)}, schema={"at": pl.Int64}), how="cross")
    )
    sums = {
        name: pl.col(name).filter(pl.col("day") <= pl.col("at")).sum()
        for name in ("returned", "ceased", "censored")
    }
    left = pl.sum_horizontal("returned", "ceased", "censored")
    sizes = curves.group_by("group").agg(n=left.sum())
    return (
        grid.join(curves, on="group")
        .group_by("group", "at")
        .agg(**sums)
        .join(sizes, on="group")
        .with_columns(at_risk=pl.col("n") - left)
        .select(
            "group", pl.col("at").alias("day"), "at_risk", "returned", "ceased", "censored"
        )
        .sort("group", "day")
    )  # fmt: skip


def win_back_rates(
    facts: Facts, selection: Selection, *, by: str | None = None
) -> pl.DataFrame:
    """The share returned at each horizon, beside the mature-only check.

    Returns:
        `group`, `horizon` (days), `n` exits, `at_risk` after it, `share`, `low`,
        `high` (null where watching ended before it with exits undecided), and
        `mature_n`, `mature_returned`: exits at least that old, and those back in time.
    """
    curves = return_curves(facts, selection, by=by)
    exits = _grouped(facts, selection, by=by)
    frames = [_at_horizon(curves, exits, facts, day) for day in facts.choices.horizons]
    return pl.concat(frames).sort("group", "horizon")


def regained(facts: Facts, selection: Selection) -> pl.DataFrame:
    """One row: how many came back, and with how much of their MRR.

    Returns:
        `exits`, `returned`, `ceased`, `still_gone`, `last_mrr` and `return_mrr` of the
        returned with both known (units of the currency), their `ratio`, and
        `median_days` until a return among all exits, null while the curve is below .5.
    """
    outcomes, last, again = _outcomes(facts, selection)
    half = return_curves(facts, selection).filter(pl.col("share") >= HALF)["day"]
    return pl.DataFrame(
        {
            "exits": [sum(outcomes.values())],
            "returned": [outcomes.get(1, 0)],
            "ceased": [outcomes.get(2, 0)],
            "still_gone": [outcomes.get(0, 0)],
            "last_mrr": [last],
            "return_mrr": [again],
            "ratio": [again / last if last else None],
            "median_days": [half.min()],
        },
        schema_overrides={"ratio": pl.Float64, "median_days": pl.Int64},
    ).with_columns(to_units("last_mrr"), to_units("return_mrr"))


def returned_accounts(facts: Facts, selection: Selection) -> pl.DataFrame:
    """The exits that ended in a return, latest return first.

    Returns:
        `account_id`, `account_name`, `exit_date`, `return_date`, `days` between them,
        `reason` (code), `last_mrr`, `return_mrr` (units of the currency).
    """
    back = selection.within(facts.exits).filter(nw.col("event") == 1)
    return (
        polars(back)
        .sort("return_day", "account_id", descending=[True, False])
        .with_columns(to_units("mrr"), to_units("return_mrr"))
        .select(
            "account_id",
            "account_name",
            pl.col("day").cast(pl.Int32).cast(pl.Date).alias("exit_date"),
            pl.col("return_day").cast(pl.Int32).cast(pl.Date).alias("return_date"),
            "days",
            pl.col("reason_code").alias("reason"),
            pl.col("mrr").alias("last_mrr"),
            "return_mrr",
        )
    )


def _outcomes(facts: Facts, selection: Selection) -> tuple[dict[int, int], int, int]:
    """How many exits ended in each event, and the MRR of the returned, then and now."""
    known = (nw.col("mrr") > 0) & ~nw.col("return_mrr").is_null()
    both = {
        name: nw.when(known).then(nw.col(name)).otherwise(nw.lit(0))
        for name in ("mrr", "return_mrr")
    }
    grouped = selection.within(facts.exits).with_columns(**both).group_by("event")
    found = polars(grouped.agg(nw.len(), nw.col("mrr", "return_mrr").sum()))
    back = found.filter(pl.col("event") == 1).select(pl.col("mrr", "return_mrr").sum())
    last, again = back.row(0)
    return dict(found.select("event", "len").rows()), int(last), int(again)


def _one(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0)).sum()


def _grouped(facts: Facts, selection: Selection, *, by: str | None) -> Frame:
    exits = selection.within(facts.exits)
    if by is None:
        return exits.with_columns(group=nw.lit(ALL))
    if by == "good_exit":
        told = nw.when(nw.col("good") == 1).then(nw.lit("good exit"))
        bad = nw.when(nw.col("good") == 0).then(nw.lit("bad exit"))
        return exits.with_columns(group=nw.coalesce(told, bad, nw.lit("not known")))
    if by == "presented":
        return exits.with_columns(group=presented_words(nw.col("times_presented")))
    return exits.with_columns(group=nw.col(by))


def _event_counts(grouped: Frame) -> Frame:
    return grouped.group_by("group", nw.col("days").alias("day")).agg(
        **{name: _one(nw.col("event") == event) for name, event in EVENTS.items()}
    )


def _curve(counts: pl.DataFrame) -> pl.DataFrame:
    returned, ceased, censored = (
        counts[name].cast(pl.Int64).to_numpy()
        for name in ("returned", "ceased", "censored")
    )
    back = incidence(returned, ceased, censored)
    gone = incidence(ceased, returned, censored)
    alone = kaplan_meier(returned, ceased + censored)
    return counts.with_columns(
        at_risk=at_risk(returned + ceased + censored),
        share=back.share,
        low=back.low,
        high=back.high,
        ceased_share=gone.share,
        without_ceasing=alone.share,
    ).select(pl.col(name).cast(kind) for name, kind in CURVE.items())


def _at_horizon(
    curves: pl.DataFrame, exits: Frame, facts: Facts, horizon: int
) -> pl.DataFrame:
    left = pl.sum_horizontal("returned", "ceased", "censored")
    so_far = pl.col("day") <= horizon
    decided = (pl.col("share") + pl.col("ceased_share")).max() > 1 - 1e-9
    shares = [
        pl.when((pl.col("day").max() >= horizon) | decided)
        .then(pl.col(name).filter(so_far).last().fill_null(0.0))
        .alias(name)
        for name in ("share", "low", "high")
    ]
    ends = curves.group_by("group").agg(
        *shares, n=left.sum(), at_risk=left.filter(~so_far).sum()
    )
    mature = exits.filter(facts.as_of_day - nw.col("day") >= horizon)
    back = (nw.col("event") == 1) & (nw.col("days") <= horizon)
    counted = mature.group_by("group").agg(
        mature_n=nw.len(), mature_returned=_one(back)
    )
    checks = polars(counted).with_columns(cs.integer().cast(pl.Int64))
    return (
        ends.join(checks, on="group", how="left")
        .with_columns(
            pl.col("mature_n", "mature_returned").fill_null(0),
            horizon=pl.lit(horizon, dtype=pl.Int64),
        )
        .select(
            "group", "horizon", "n", "at_risk", "share", "low", "high",
            "mature_n", "mature_returned",
        )
    )  # fmt: skip
