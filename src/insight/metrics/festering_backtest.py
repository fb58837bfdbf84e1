"""Would festering issues have named the leavers? The rule judged on what came after."""

from dataclasses import dataclass

import narwhals as nw
import polars as pl

from insight.metrics.calendar import day_of, month_end
from insight.metrics.facts import Facts
from insight.metrics.festering_rates import notices
from insight.metrics.festering_spans import lasting
from insight.metrics.festering_states import states
from insight.metrics.frame import Frame, beside, polars
from insight.metrics.selection import Selection
from insight.statistics.bootstrap import clustered_share
from insight.statistics.estimates import Estimate
from insight.statistics.proportions import wilson

SEED = 1


@dataclass(frozen=True, slots=True)
class Backtest:
    """The rule "call anyone who has a festering issue", looked back at.

    Of `leavers`, `named` had one on the day before notice, for `lead_days` by then
    (quartiles; None without any). Of `named_months`, customers named on a month's last
    day, `hits` asked to leave in the next `within_days`; of all `months` watched that
    long, `base_hits` did. Shares are 0-1, nan without a denominator: `share_named` with
    Wilson limits, the others with limits that draw all months of an account together;
    `lift` is precision over base, None where nobody is named, or nobody asked.
    """

    leavers: int
    named: int
    share_named: Estimate
    lead_days: tuple[float, float, float] | None
    within_days: int
    months: int
    base_hits: int
    base: Estimate
    named_months: int
    hits: int
    precision: Estimate

    @property
    def false_names(self) -> int:
        """Customers named on a month's last day who did not ask to leave in time."""
        return self.named_months - self.hits

    @property
    def lift(self) -> float | None:
        """How many times as often the named ask to leave as everybody."""
        if not (self.base_hits and self.named_months):
            return None
        return self.precision.value / self.base.value


def festering_backtest(facts: Facts, selection: Selection) -> Backtest:
    """How many leavers the rule would have named, how early, and how many false alarms.

    Month-ends are used whose `warning_days` are over by `as_of`; customers who had
    already asked to leave are not counted as caught.

    Source: docs/metrics.md §1.10.
    """
    left = polars(notices(facts, selection).select("festering", "noticed", "since"))
    named = left.filter(pl.col("festering") == 1)
    lead = named["noticed"] - named["since"]
    quartiles = [lead.quantile(q, "linear") for q in (0.25, 0.5, 0.75)]
    within = facts.choices.warning_days
    watched = _watched(facts, selection, within=within)
    flagged = watched.filter(pl.col("festering") == 1)
    counts = [int(frame["n"].sum()) for frame in (watched, flagged)]
    hits = [int(frame["hits"].sum()) for frame in (watched, flagged)]
    return Backtest(
        leavers=left.height,
        named=named.height,
        share_named=_share(named.height, left.height),
        lead_days=None if lead.is_empty() else tuple(quartiles),  # type: ignore[arg-type]
        within_days=within,
        months=counts[0],
        base_hits=hits[0],
        base=_by_account(watched),
        named_months=counts[1],
        hits=hits[1],
        precision=_by_account(flagged),
    )


def trails(facts: Facts, selection: Selection) -> pl.DataFrame:
    """The issues behind each exit that festered at notice, latest exit first.

    Returns:
        `exit_id`, `account_id`, `account_name`, `exit_date`, `notice` (dates),
        `reason` (code), `issue_id`, `topic`, `severity`, `opened`, `resolved` (dates,
        null while open), `reopened_count`, `resolved_how`, `open_days` on the day
        before notice, and `closed_late`: only on the exit or after it.
    """
    before = nw.col("noticed") - 1
    since = nw.col("opened") + facts.choices.festering_days + 1
    open_then = nw.col("resolved").is_null() | (nw.col("resolved") > before)
    rows = (
        notices(facts, selection)
        .filter(nw.col("festering") == 1)
        .join(lasting(facts.issues, choices=facts.choices), on="account")
        .filter(since <= before, open_then)
        .with_columns(open_days=before - nw.col("opened"))
    )
    return (
        polars(rows)
        .sort(
            "day", "account_id", "opened", "issue_id",
            descending=[True, False, False, False],
        )
        .select(
            "exit_id", "account_id", "account_name",
            _date("day").alias("exit_date"), _date("noticed").alias("notice"),
            pl.col("reason_code").alias("reason"), "issue_id", "topic", "severity",
            _date("opened"), _date("resolved"), "reopened_count", "resolved_how",
            "open_days",
            closed_late=(pl.col("resolved") >= pl.col("day")).fill_null(value=False),
        )
    )  # fmt: skip


def _watched(facts: Facts, selection: Selection, *, within: int) -> pl.DataFrame:
    """Per account and `festering`: `n` month-ends it was free to ask on, `hits` of them."""
    there = _on_month_ends(facts, selection, within=within)
    asked = facts.requests.filter(nw.col("scope") == "account").select(
        "account", "requested"
    )
    soon = (
        there.join(asked, on="account")
        .filter(
            nw.col("requested") > nw.col("on"),
            nw.col("requested") <= nw.col("on") + within,
        )
        .select("account", "on", hit=nw.lit(1, dtype=nw.Int64))
        .unique()
    )
    return polars(
        there.join(soon, on=["account", "on"], how="left")
        .with_columns(hit=nw.col("hit").fill_null(0))
        .group_by("account", "festering")
        .agg(n=nw.len(), hits=nw.col("hit").sum())
    ).sort("account", "festering")


def _on_month_ends(facts: Facts, selection: Selection, *, within: int) -> Frame:
    """`account`, `on`, `festering`: who was there and had not asked, once per month."""
    ends = [day_of(month_end(month)) for month in selection.months]
    old = [day for day in ends if day + within <= facts.as_of_day]
    days = beside(facts.spells, pl.DataFrame({"on": old}, schema={"on": pl.Int64}))
    return (
        states(facts, selection)
        .join(days, how="cross")
        .filter(nw.col("start") <= nw.col("on"), nw.col("on") < nw.col("end"))
        .select("account", "on", "festering")
    )


def _share(k: int, n: int) -> Estimate:
    low, high = wilson(k, n)
    return Estimate(k / n if n else float("nan"), float(low[0]), float(high[0]))


def _by_account(watched: pl.DataFrame) -> Estimate:
    """The share of hits; an account that is there for many months is drawn as one."""
    sums = watched.group_by("account", maintain_order=True).agg(
        pl.col("n", "hits").sum()
    )
    return clustered_share(sums["hits"], sums["n"], seed=SEED)


def _date(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int32).cast(pl.Date)
