"""Tricks and traps: per exit, was there a fee, a forced call, a late end, no usable export."""

import narwhals as nw
import polars as pl

from insight.metrics.calendar import month_label
from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, polars
from insight.metrics.selection import Selection
from insight.metrics.shares import with_share

CHECKS = (
    "no_surprise_fee",
    "no_forced_call",
    "end_date_met",
    "not_charged_after_end",
    "export_delivered",
    "export_usable",
    "export_directions",
)
PASS, FAIL = "pass", "fail"
NOT_APPLICABLE, NOT_KNOWN = "not applicable", "not known"
OUTCOMES = (PASS, FAIL, NOT_APPLICABLE, NOT_KNOWN)


def audit(facts: Facts, selection: Selection) -> pl.DataFrame:
    """One row per offboarding record of the selection, latest exit first.

    Returns:
        `exit_id`, `exit_date`, `account_id`, `account_name`, `reason` (code),
        `handled_by`, one column per check of `CHECKS` with "pass", "fail", "not
        applicable" (no export asked for, or none to judge) or "not known", `failed` and
        `not_known` (how many), and the evidence: `export_asked`, `export_sent` (dates),
        `export_format`, `closed` (date).
    """
    rows = _audited(facts, selection).with_columns(
        failed=_many(FAIL), not_known=_many(NOT_KNOWN)
    )
    days = ("export_asked", "export_sent", "closed")
    return (
        polars(rows)
        .sort("day", "account_id", descending=[True, False])
        .select(
            "exit_id",
            _date("day").alias("exit_date"),
            "account_id",
            "account_name",
            pl.col("reason_code").alias("reason"),
            "handled_by",
            *CHECKS,
            "failed",
            "not_known",
            *(_date(day) for day in days),
            "export_format",
        )
    )


def free_of_tricks(facts: Facts, selection: Selection) -> tuple[int, int]:
    """K of n: exits that passed every check that applies, and those it is known of.

    It is known of an exit that failed any check, or of which no check is unknown.
    """
    checked = _audited(facts, selection).with_columns(
        failed=_many(FAIL), not_known=_many(NOT_KNOWN)
    )
    told = checked.filter((nw.col("failed") > 0) | (nw.col("not_known") == 0))
    passed = _one(nw.col("failed") == 0).sum()
    counted = polars(told.select(passed=passed, n=nw.len())).row(0)
    return int(counted[0] or 0), int(counted[1])


def is_told() -> pl.Expr:
    """Whether it is known of a row of `audit` that it failed a check, or none."""
    return (pl.col("failed") > 0) | (pl.col("not_known") == 0)


def failing_exits(facts: Facts, selection: Selection) -> pl.DataFrame:
    """The rows of `audit` that fail any check, most failures first."""
    failing = audit(facts, selection).filter(pl.col("failed") > 0)
    return failing.sort("failed", descending=True, maintain_order=True)


def check_counts(facts: Facts, selection: Selection) -> pl.DataFrame:
    """One row per check, in the order of `CHECKS`.

    Returns:
        `check`, `passed`, `failed`, `not_applicable`, `not_known` (exits), `n` (passed
        and failed), `share` of n that failed with `low`, `high` (Wilson). Exits without
        an offboarding record are in no row, and in `coverage` not known.
    """
    wide = polars(_audited(facts, selection).select(*_counts())).row(0, named=True)
    rows = [[wide[f"{check}|{o}"] or 0 for o in OUTCOMES] for check in CHECKS]
    names = ["passed", "failed", "not_applicable", "not_known"]
    counts = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.Int64), orient="row")
    known = pl.col("passed") + pl.col("failed")
    return with_share(
        counts.with_columns(check=pl.Series(CHECKS), n=known), "failed"
    ).select("check", *names, "n", "share", "low", "high")


def check_trend(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Failures by month of exit and check; every month, also without exits.

    Returns:
        `month` ("2026-02"), `check` or "any" (at least one check failed), `failed`, `n`
        (of those known and applicable; for "any" as `is_told`), `share`, `low`, `high` (null without any).
    """
    audited = _audited(facts, selection).with_columns(
        failed=_many(FAIL), not_known=_many(NOT_KNOWN)
    )
    any_failed = _one(nw.col("failed") > 0).sum()
    told = _one((nw.col("failed") > 0) | (nw.col("not_known") == 0)).sum()
    counts = polars(
        audited.group_by("month").agg(
            *_counts(), **{"any|fail": any_failed, "any|all": told}
        )
    )
    months = pl.DataFrame({"month": list(selection.months)}, schema={"month": pl.Int64})
    wide = months.join(counts, on="month", how="left").fill_null(0).sort("month")
    passed = {check: pl.col(f"{check}|{PASS}") for check in CHECKS}
    known = {c: p + pl.col(f"{c}|{FAIL}") for c, p in passed.items()}
    parts = [
        wide.select(
            pl.col("month").map_elements(month_label, return_dtype=pl.String),
            check=pl.lit(check),
            failed=pl.col(f"{check}|{FAIL}").cast(pl.Int64),
            n=known.get(check, pl.col("any|all")).cast(pl.Int64),
        )
        for check in (*CHECKS, "any")
    ]
    return with_share(pl.concat(parts), "failed")


def coverage(facts: Facts, selection: Selection) -> tuple[int, int]:
    """K of n: exit records of the selection of which it is known (`is_told`), and all."""
    _, told = free_of_tricks(facts, selection)
    records = polars(selection.within(facts.records).select(nw.len())).item()
    return told, int(records)


def _audited(facts: Facts, selection: Selection) -> Frame:
    asked = nw.col("export_requested")
    nothing = (asked == 0) & nw.col("export_delivered").is_null()
    sent = nw.col("export_delivered") == 1
    fits = nw.col("export_format").str.to_lowercase().is_in(_formats(facts))
    usable = nw.when(fits).then(nw.lit(1)).otherwise(nw.lit(0))
    known = nw.when(sent & ~nw.col("export_format").is_null()).then(usable)
    unsent = (asked == 0) | (nw.col("export_delivered") == 0)
    return selection.within(facts.quality).with_columns(
        no_surprise_fee=_outcome(1 - nw.col("surprise_fee")),
        no_forced_call=_outcome(1 - nw.col("forced_call")),
        end_date_met=_outcome(nw.col("end_date_met")),
        not_charged_after_end=_outcome(1 - nw.col("charged_after_end")),
        export_delivered=_outcome(nw.col("export_delivered"), unless=nothing),
        export_usable=_outcome(known, unless=unsent),
        export_directions=_outcome(nw.col("export_instructions"), unless=unsent),
    )


def _outcome(kept: nw.Expr, *, unless: nw.Expr | None = None) -> nw.Expr:
    """Words for 1 and 0; without a value "not applicable" where `unless` holds."""
    words = nw.lit(NOT_KNOWN)
    if unless is not None:
        words = nw.when(unless).then(nw.lit(NOT_APPLICABLE)).otherwise(words)
    told = nw.when(kept == 1).then(nw.lit(PASS)).otherwise(nw.lit(FAIL))
    return nw.when(~kept.is_null()).then(told).otherwise(words)


def _formats(facts: Facts) -> list[str]:
    names = facts.choices.usable_formats
    return [*names, *(f".{name}" for name in names)]


def _many(outcome: str) -> nw.Expr:
    each = (_one(nw.col(check) == outcome) for check in CHECKS)
    return nw.sum_horizontal(*each).cast(nw.Int64)


def _counts() -> list[nw.Expr]:
    return [
        _one(nw.col(check) == outcome).sum().alias(f"{check}|{outcome}")
        for check in CHECKS
        for outcome in OUTCOMES
    ]


def _one(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))


def _date(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int32).cast(pl.Date)
