"""Do we play tricks: how often each check failed, by month, and which exits."""

from dataclasses import replace

import polars as pl

from insight.cards.card import Card
from insight.cards.offboarding.months import (
    JUDGED,
    as_drawn,
    last_month_finding,
    months_words,
)
from insight.charts.signals import monthly_share_chart
from insight.charts.traps import failed_checks_chart
from insight.formats import count, percent, plural
from insight.metrics.calendar import month_label
from insight.metrics.facts import Facts
from insight.metrics.judged_periods import share_trend
from insight.metrics.selection import Selection
from insight.metrics.traps import CHECKS, FAIL, check_counts, check_trend, failing_exits
from insight.settings import Choices
from insight.statistics.proportions import wilson
from insight.words import share_words

ANY = "any"
CHECK_WORDS = dict(
    zip(
        CHECKS,
        (
            "Surprise fee",
            "Forced call",
            "End date missed",
            "Charged after the end",
            "Export not delivered",
            "Export in no usable format",
            "Export without directions",
        ),
        strict=True,
    )
)
LISTED = (
    "account_name", "exit_date", "handled_by", "failed_checks", "reason", "account_id",
)  # fmt: skip


def traps_answer(
    months: pl.DataFrame, *, known: int, records: int, choices: Choices
) -> tuple[str, str]:
    """How many exits failed a check, and of how many that is known.

    Args:
        months: Exits that failed any check: `k` of `n` by month.
        known: Exit records of which it is known whether a check failed.
        records: All exit records.
        choices: The limits for small numbers.
    """
    k, n = int(months["k"].sum()), int(months["n"].sum())
    seen = (
        f"Whether a check failed is known for {count(known)} of "
        f"{plural(records, 'exit record')}."
    )
    if not n:
        return "No exit is known to have passed or failed.", seen
    return f"{_share(k, n, choices)} exits failed at least one check.", seen


def _share(k: int, n: int, choices: Choices) -> str:
    if n < choices.counts_only_below:
        return f"{count(k)} of {count(n)}"
    low, high = (float(limit[0]) for limit in wilson(k, n))
    return share_words(k, n, share=k / n, low=low, high=high)


def named_checks(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`check_counts` with `check` as what its failing is called."""
    named = pl.col("check").replace_strict(CHECK_WORDS, return_dtype=pl.String)
    return check_counts(facts, selection).with_columns(named)


def _worst_finding(checks: pl.DataFrame, choices: Choices) -> str:
    known = checks.filter(pl.col("n") > 0).sort("share", descending=True)
    if known.is_empty():
        return "Nothing is known of any check."
    row = known.row(0, named=True)
    if not row["failed"]:
        return "No exit failed a check of which this is known."
    said = f"{row['check']} is most frequent: {count(row['failed'])} of {plural(row['n'], 'exit')}"
    is_share = row["n"] >= choices.counts_only_below
    return f"{said} ({percent(row['share'])})." if is_share else f"{said}."


CHECKED = Card(
    title="Checks that failed",
    measure=named_checks,
    says=_worst_finding,
    how_to_read=lambda checks, choices: (
        "Failed of known and applicable, with 95% intervals. Only what somebody wrote down "
        "can fail: an exit without an offboarding record is not known to every check, and "
        "“not known” is never counted as passed. “Not applicable” is an export nobody asked "
        "for, or one that was never sent and so has no format. Where many exits are not "
        "known, the share says little about them. Passing every check does not mean that "
        "leaving was pleasant."
    ),
    draw=lambda checks, choices, palette: failed_checks_chart(
        checks, palette=palette, choices=choices
    ),
    is_empty=lambda checks: not checks["n"].sum(),
    columns={"n": "Known and applicable", "share": "Share failed"},
)


def failures_by_month(
    facts: Facts, selection: Selection, *, check: str = ANY
) -> pl.DataFrame:
    """The share that failed `check` by month, each judged by the months before it.

    Returns:
        Months of the selection with exits: `month`, `k` of `n`, `share`, `low`, `high`
        (Wilson), `mean`, `lower`, `upper`, `signal` and its `meaning`.
    """
    every = replace(selection, first_month=facts.first_month)
    labels = {month_label(month): month for month in every.months}
    months = check_trend(facts, every).filter(pl.col("n") > 0, check=check)
    counts = months.select(
        pl.col("month").replace_strict(labels, return_dtype=pl.Int64),
        "n", "share", "low", "high", k="failed",
    )  # fmt: skip
    return as_drawn(share_trend(counts, k="k", selection=selection))


FAILED_BY_MONTH = Card(
    title="Failed by month",
    measure=failures_by_month,
    says=lambda months, choices: last_month_finding(months, did="failed"),
    how_to_read=lambda months, choices: (
        f"Share of exits that failed the check chosen. {months_words(months)} {JUDGED}"
    ),
    draw=lambda months, choices, palette: monthly_share_chart(
        months, words="failed", palette=palette, choices=choices
    ),
)


def failing_with(
    facts: Facts, selection: Selection, *, check: str = ANY
) -> pl.DataFrame:
    """The exits that failed `check`, or any: who handled them and the evidence."""
    failing = failing_exits(facts, selection)
    if check != ANY:
        failing = failing.filter(pl.col(check) == FAIL)
    words = [
        pl.when(pl.col(name) == FAIL).then(pl.lit(label))
        for name, label in CHECK_WORDS.items()
    ]
    said = pl.concat_str(words, separator=" · ", ignore_nulls=True)
    return failing.select(
        "account_name", "exit_date", "handled_by", said.alias("failed_checks"), "reason",
        "account_id", "failed", "export_asked", "export_sent", "export_format", "closed",
    )  # fmt: skip


def _failing_finding(failing: pl.DataFrame, choices: Choices) -> str:
    if failing.is_empty():
        return "No exit is known to have failed."
    return f"{plural(failing.height, 'exit')} failed, most failures first."


FAILING = Card(
    title="Exits that failed",
    measure=failing_with,
    says=_failing_finding,
    how_to_read=lambda failing, choices: (
        "The owner is who handled the exit, not who is at fault: a fee may be in the "
        "contract, an export may fail for everybody. Owners see different exits, so their "
        "numbers of failures cannot be compared."
    ),
    columns={"failed_checks": "What failed", "failed": "Checks failed"},
)
