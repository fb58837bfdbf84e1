"""Second lives: do those who came back stay, and why do they leave again?"""

import narwhals as nw
import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, polars
from insight.metrics.selection import Selection
from insight.statistics.curves import at_day, median, survival_curve
from insight.statistics.event_counts import EventCounts, count_events

ALL = "all returns"
CURVE = {
    "group": pl.String,
    "day": pl.Int64,
    "at_risk": pl.Int64,
    "exits": pl.Int64,
    "share": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}


def second_lives(facts: Facts, selection: Selection) -> Frame:
    """One row per return in the selected months: how long the customer stayed.

    Returns:
        The columns of `facts.exits` for the exit that ended in the return, and
        `lived` (days since the return), `left_again` (1 or 0), `again_reason_group` of
        the next exit. Customers still there, and those merged into others, are
        watched until then without an exit.
    """
    back = selection.of_accounts(facts.exits).filter(
        nw.col("return_month") >= selection.first_month,
        nw.col("return_month") <= selection.last_month,
    )
    merged = facts.spells.filter(nw.col("end_kind") == "merged").select(
        "account", handed="end"
    )
    ended = nw.coalesce("next_exit", "handed", nw.lit(facts.as_of_day))
    left = nw.when(nw.col("next_exit").is_null()).then(nw.lit(0)).otherwise(nw.lit(1))
    return (
        back.join(_next_exits(facts, back), on=["account", "return_day"], how="left")
        .join(merged, on="account", how="left")
        .with_columns(lived=ended - nw.col("return_day"), left_again=left)
        .filter(nw.col("lived") >= 0)
        .drop("handed")
    )


def _next_exits(facts: Facts, back: Frame) -> Frame:
    """`account`, `return_day`, `next_exit`, `again_reason_group` of those who left again."""
    later = facts.exits.select(
        "account", next_exit="day", again_reason_group="reason_group"
    )
    following = back.select("account", "return_day").join(later, on="account")
    return (
        following.filter(nw.col("next_exit") >= nw.col("return_day"))
        .group_by("account", "return_day")
        .agg(nw.col("next_exit").min())
        .join(later, on=["account", "next_exit"])
    )


def second_life_curves(
    facts: Facts, selection: Selection, *, by: str | None = None
) -> pl.DataFrame:
    """The share of the returned still there after each day, one curve per group.

    Args:
        facts: The facts.
        selection: Returns in these months, of these accounts.
        by: None, or a column of the exit they came back from, such as "reason_group".

    Returns:
        `group`, `day`, `at_risk` just before, `exits` on it, `share` left (0-1) with
        `low`, `high` (null once nobody is left). Kaplan-Meier.
    """
    parts = []
    for name, counts in _counts(facts, selection, by=by):
        curve = survival_curve(counts)
        rows = {
            "day": counts.days, "at_risk": curve.at_risk, "exits": counts.events,
            "share": curve.share, "low": curve.low, "high": curve.high,
        }  # fmt: skip
        named = pl.DataFrame(rows).with_columns(group=pl.lit(name))
        parts.append(named.select(pl.col(c).cast(kind) for c, kind in CURVE.items()))
    frame = pl.concat(parts) if parts else pl.DataFrame(schema=CURVE)
    return frame.with_columns(pl.col("low", "high").fill_nan(None))


def second_life_shares(
    facts: Facts, selection: Selection, *, by: str | None = None
) -> pl.DataFrame:
    """One row per group and horizon: the share of the returned still there.

    Returns:
        `group`, `horizon` (days), `n` returns, `exits` among them, `share`, `low`,
        `high` (null where nobody was watched that long), `median_days` (null where the
        curve stays above one half).
    """
    rows = []
    for name, counts in _counts(facts, selection, by=by):
        curve = survival_curve(counts)
        n, exits = int(counts.at_risk[0]), int(counts.events.sum())
        half = median(curve).value
        for horizon in facts.choices.horizons:
            told = at_day(counts.days, curve, horizon)
            rows.append(
                (name, horizon, n, exits, told.value, told.low, told.high, half)
            )
    floats = ["share", "low", "high", "median_days"]
    schema: dict[str, type[pl.DataType]] = {"group": pl.String}
    schema |= dict.fromkeys(("horizon", "n", "exits"), pl.Int64)
    schema |= dict.fromkeys(floats, pl.Float64)
    frame = pl.DataFrame(rows, schema=schema, orient="row")
    return frame.with_columns(pl.col(floats).fill_nan(None))


def reasons_again(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`reason_group` of the first exit, `again_reason_group` of the next, `exits`."""
    lives = polars(second_lives(facts, selection)).filter(pl.col("left_again") == 1)
    pair = ["reason_group", "again_reason_group"]
    return (
        lives.group_by(pair)
        .agg(exits=pl.len().cast(pl.Int64))
        .sort("exits", *pair, descending=[True, False, False])
    )


def _counts(
    facts: Facts, selection: Selection, *, by: str | None
) -> list[tuple[str, EventCounts]]:
    group = nw.col(by) if by else nw.lit(ALL)
    lives = second_lives(facts, selection).select("lived", "left_again", group=group)
    parts = polars(lives).sort("group").group_by("group", maintain_order=True)
    return [
        (str(name), count_events(part["lived"], part["left_again"]))
        for (name,), part in parts
    ]
