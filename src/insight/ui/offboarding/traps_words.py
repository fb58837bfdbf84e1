"""What the audit of exits says, in sentences of our own words and numbers."""

import polars as pl

from insight.formats import count, month_words, percent, plural, span
from insight.metrics.judged_periods import Verdict
from insight.remembered import remembered
from insight.settings import Choices
from insight.statistics.proportions import wilson
from insight.words import listed, share_words

NAMED = 3


@remembered
def traps_answer(
    months: pl.DataFrame,
    checks: pl.DataFrame,
    *,
    coverage: tuple[int, int],
    choices: Choices,
) -> str:
    """How many exits failed a check, which check most often, and how many are audited.

    Args:
        months: Exits that failed any check: `k` of `n` by month.
        checks: `check_counts` with `check` in words.
        coverage: Exit records of which it is known, and all of them.
        choices: The limits for small numbers.
    """
    k, n = int(months["k"].sum()), int(months["n"].sum())
    known, records = coverage
    seen = f"whether a check failed is known for {count(known)} of {plural(records, 'exit record')}"
    if not n:
        return f"**Nobody can tell**: {seen}."
    said = f"**{_share(k, n, choices)} exits failed at least one check.**"
    return " ".join([said, *_worst(checks, choices), f"{seen[0].upper()}{seen[1:]}."])


@remembered
def checks_finding(checks: pl.DataFrame) -> str:
    """How often each check failed, of the exits where that is known."""
    rows = [
        f"{row['check'].lower()} {count(row['failed'])} of {count(row['n'])}"
        for row in checks.iter_rows(named=True)
    ]
    return f"Checks that failed: {listed(rows)}."


def worst_finding(checks: pl.DataFrame, *, choices: Choices) -> str:
    """The check that failed most often, with k of n."""
    known = checks.filter(pl.col("n") > 0).sort("share", descending=True)
    if known.is_empty():
        return "Nothing is known of any check."
    row = known.row(0, named=True)
    if not row["failed"]:
        return "No exit failed a check that is known."
    k, n = count(row["failed"]), plural(row["n"], "exit")
    said = f"{row['check']} is most frequent: {k} of {n}"
    return (
        f"{said} ({percent(row['share'])})."
        if row["n"] >= choices.counts_only_below
        else f"{said}."
    )


def known_finding(checks: pl.DataFrame) -> str:
    """Between how many exits each check is known for."""
    known = sorted(checks["n"].to_list())
    return (
        f"{plural(checks.height, 'check')}, each known for {count(known[0])} to "
        f"{count(known[-1])} exits."
    )


def last_month_finding(months: pl.DataFrame, *, what: str) -> str:
    """K of n in the last month, and whether that is a signal."""
    known = months.filter(pl.col("n") > 0)
    if known.is_empty():
        return "No month with exits."
    row = known.row(-1, named=True)
    usual = "a signal" if row["signal"] else "within normal variation"
    if row["upper"] is None:
        usual = "too early to judge"
    when = month_words(row["month"])
    return f"{count(row['k'])} of {plural(row['n'], 'exit')} {what} in {when}: {usual}."


def as_drawn(trend: pl.DataFrame) -> pl.DataFrame:
    """The months of `share_trend` (`k` of `n`) as `charts.signals` draws them."""
    return trend.select(
        "month", "k", "n", "share", "low", "high", "mean", "lower", "upper",
        "meaning", signal=pl.col("verdict") == Verdict.SIGNAL,
    )  # fmt: skip


@remembered
def months_finding(months: pl.DataFrame, *, what: str) -> str:
    """What the last month with exits says, and which earlier ones were signals."""
    if months.is_empty():
        return f"No month with exits: {what} not known."
    last = months.row(-1, named=True)
    now = f"{what}: in {month_words(last['month'])} {last['meaning']}"
    earlier = months.head(-1).filter("signal")
    if earlier.is_empty():
        return f"{now}; no earlier month is a signal."
    first, latest = (
        month_words(month) for month in (earlier["month"][0], earlier["month"][-1])
    )
    n = plural(earlier.height, "earlier month")
    where = f"in {first}" if earlier.height == 1 else f"between {first} and {latest}"
    return f"{now}; {n} {where} {'was a signal' if earlier.height == 1 else 'were signals'}."


@remembered
def failing_finding(failing: pl.DataFrame) -> str:
    """How many exits are listed, and who handled most of them is not ranked."""
    return f"{plural(failing.height, 'exit')} failed a check, most failures first."


def _worst(checks: pl.DataFrame, choices: Choices) -> list[str]:
    ranked = checks.filter(
        pl.col("n") >= choices.full_display_from, pl.col("failed") > 0
    ).sort("share", descending=True)
    if ranked.is_empty():
        return []
    row = ranked.row(0, named=True)
    close = ranked.slice(1).filter(pl.col("high") > row["low"]).height
    doubt = ", too close to rank" if close else ""
    share = share_words(
        row["failed"], row["n"], share=row["share"], low=row["low"], high=row["high"]
    )
    return [f"Most often: **{row['check'].lower()}**, {share}{doubt}."]


def _share(k: int, n: int, choices: Choices) -> str:
    if n < choices.counts_only_below:
        return f"{count(k)} of {count(n)}"
    low, high = (float(limit[0]) for limit in wilson(k, n))
    return f"{count(k)} of {count(n)} ({percent(k / n)}, {span(low, high)})"
