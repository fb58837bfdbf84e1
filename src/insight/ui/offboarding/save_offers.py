"""Save offers arranged for their page: the funnel as rows, groups in words, lists."""

import polars as pl

from insight.cards.groups import GROUP_WORDS, named
from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.pressure import MORE_OFTEN, PRESENTED
from insight.metrics.returns import win_back_rates
from insight.metrics.save_offers import (
    NO_REASON,
    let_go_kindly,
    save_funnel,
    stick_rates,
)
from insight.metrics.saves import stuck_for
from insight.metrics.selection import Selection
from insight.statistics.proportions import wilson

COLUMNS = ("group", "k", "n", "share", "low", "high", "meaning")
_TIMES = {name: (name, "returned") for name in (*PRESENTED.values(), MORE_OFTEN)}


def funnel_rows(facts: Facts, selection: Selection) -> pl.DataFrame:
    """The funnel as rows, from requests to saves that hold.

    Returns:
        `step`, `k` of `n`, `of` (what n counts), `share`, `low`, `high` (Wilson) and
        `immature`, saves too young for the step; no row without a request. The
        first row is the requests themselves, no share.
    """
    asked = save_funnel(facts, selection)
    if asked.is_empty():
        return pl.DataFrame()
    whole = asked.row(0, named=True)
    n, offered, accepted = whole["requests"], whole["offered"], whole["accepted"]
    rows: list[tuple[str, int, int, str, int | None]] = [
        ("Asked to leave", n, n, "requests", None),
        ("Got an offer", offered, n, "requests", None),
        ("Accepted it", accepted, offered, "offered", None),
        ("Accepted it", accepted, n, "requests", None),
        ("Withdrew unprompted, no save", whole["withdrawn_without_offer"], n, "requests", None),
    ]  # fmt: skip
    for row in stick_rates(facts, selection).iter_rows(named=True):
        days, young = row["days"], row["immature"]
        stuck = f"Still here {days} days on"
        rows += [
            (stuck, row["stuck"], row["mature"], f"saves at least {days} days old", young),
            (stuck, row["stuck"], row["mature_offered"], f"offered at least {days} days ago", young),
        ]  # fmt: skip
    names = ["step", "k", "n", "of", "immature"]
    counted = _with_share(pl.DataFrame(rows, schema=names, orient="row"))
    is_share = pl.int_range(pl.len()) > 0
    return counted.select(
        "step", "k", "n", "of",
        *(pl.when(is_share).then(name).alias(name) for name in ("share", "low", "high")),
        "immature",
    )  # fmt: skip


def accepted_by_times(facts: Facts, selection: Selection) -> pl.DataFrame:
    """By how often an offer was shown: requests whose offer was accepted."""
    shown = save_funnel(facts, selection, by="presented").filter(pl.col("offered") > 0)
    return _ready(shown, k="accepted", n="offered", meaning="good")


def stuck_by_times(facts: Facts, selection: Selection) -> pl.DataFrame:
    """By how often an offer was shown: saves that held for the longest stick time."""
    days = max(facts.choices.stick_days)
    rates = stick_rates(facts, selection, by="presented").filter(
        pl.col("mature") > 0, days=days
    )
    return _ready(rates, k="stuck", n="mature", meaning="good")


def returned_by_times(facts: Facts, selection: Selection) -> pl.DataFrame:
    """By how often an offer was shown before the exit: `win_back_rates`, named.

    Without the shortest horizon, at which few have had the time to come back.
    """
    rates = named(win_back_rates(facts, selection, by="presented"), _TIMES)
    return rates.filter(pl.col("horizon") > min(facts.choices.horizons))


def offered_by_reason(facts: Facts, selection: Selection) -> pl.DataFrame:
    """By reason group, recorded at the exit: requests that got an offer."""
    asked = save_funnel(facts, selection, by="reason_group")
    meaning = pl.col("group").replace_strict(
        {NO_REASON: "unknown", "uncontrollable": "not_ours"},
        default=pl.col("group"),
        return_dtype=pl.String,
    )
    named = pl.col("group").replace(GROUP_WORDS | {NO_REASON: "No exit so far"})
    return _ready(
        asked.with_columns(meaning=meaning, group=named),
        k="offered",
        n="requests",
        meaning=None,
    )


def lost_saves(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Saves old enough to judge that did not hold, the latest first.

    Returns:
        `accepted` (date), `account_id`, `account_name`, `presented`, `declined`,
        `outcome` of the request.
    """
    days = max(facts.choices.stick_days)
    saved = polars(selection.within(facts.requests)).filter(
        pl.col("scope") == "account",
        facts.as_of_day - pl.col("accepted") >= days,
    )
    stuck = stuck_for(facts, saved, days=days)
    return (
        saved.join(stuck, on="request_id", how="anti")
        .sort("accepted", "request_id", descending=[True, False])
        .select(
            pl.col("accepted").cast(pl.Int32).cast(pl.Date),
            "account_id",
            "account_name",
            "presented",
            "declined",
            "outcome",
        )
    )


def let_go(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`let_go_kindly` with `why` as one text."""
    open_ = let_go_kindly(facts, selection).drop("request_id")
    return open_.with_columns(pl.col("why").list.join("; "))


def _ready(rows: pl.DataFrame, *, k: str, n: str, meaning: str | None) -> pl.DataFrame:
    counted = rows.with_columns(k=pl.col(k), n=pl.col(n))
    if meaning:
        counted = counted.with_columns(meaning=pl.lit(meaning))
    return _with_share(counted).select(COLUMNS)


def _with_share(counts: pl.DataFrame) -> pl.DataFrame:
    low, high = wilson(counts["k"], counts["n"])
    return counts.with_columns(
        share=(pl.col("k") / pl.col("n")).fill_nan(None),
        low=pl.Series(low).fill_nan(None),
        high=pl.Series(high).fill_nan(None),
    )
