"""Offboarding experience arranged for its page: promises, scores and days in words."""

from dataclasses import replace

import polars as pl

from insight.cards.groups import GROUP_WORDS
from insight.metrics.experience import PROMISE_WORDS
from insight.metrics.facts import Facts
from insight.metrics.offboarding import (
    contact_counts,
    days_to_close,
    good_trend,
    promise_counts,
)
from insight.metrics.questionnaires import ease, exit_nps, response_rates
from insight.metrics.selection import Selection
from insight.ui.offboarding.traps_words import as_drawn
from insight.ui.words import period_words

QUARTER = 3


def promises(facts: Facts, selection: Selection) -> pl.DataFrame:
    """The five promises: `group` (the promise), `k` kept of `n`, `others`, `share`."""
    named = pl.col("promise").replace_strict(PROMISE_WORDS, return_dtype=pl.String)
    return promise_counts(facts, selection).select(
        "n", "others", "share", "low", "high",
        group=named, k="kept", meaning=pl.lit("good"),
    ).select("group", "k", "n", "others", "share", "low", "high", "meaning")  # fmt: skip


def contacts_as_answers(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`contact_counts` with `answer`, the contacts, as `charts.experience` draws it."""
    return contact_counts(facts, selection).with_columns(answer="contacts")


def good_by_month(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`good_trend` as `charts.signals` draws it."""
    return as_drawn(good_trend(facts, selection).rename({"good": "k"}))


def nps_by_quarter(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Exit NPS by three months, counted back from the last; a shorter rest is left out.

    Returns:
        `group` (`Dec 2025 – Feb 2026`), `records`, `n` (answers), `value`, `low`, `high`.
    """
    ends = range(selection.last_month, selection.first_month + QUARTER - 2, -QUARTER)
    quarters = [
        replace(selection, first_month=end - QUARTER + 1, last_month=end)
        for end in reversed(ends)
    ]
    parts = [
        exit_nps(facts, quarter).with_columns(group=pl.lit(period_words(quarter)))
        for quarter in quarters
    ]
    none = exit_nps(facts, selection).clear()
    return pl.concat([none, *parts]).select(
        "group", "records", "n", "low", "high", value="score"
    )


def nps_by_reason(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Exit NPS by reason group: `group`, `records`, `n`, `value`, `low`, `high`."""
    return _named(exit_nps(facts, selection, by="reason_group")).select(
        "group", "records", "n", "low", "high", value="score"
    )


def ease_by_reason(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Mean ease by reason group: `group`, `records`, `n`, `value`, `low`, `high`."""
    return _named(ease(facts, selection, by="reason_group")).select(
        "group", "records", "n", value="mean", low="mean_low", high="mean_high"
    )


def closing_by_reason(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Median days to close by reason group, with `closed` and `still_open`."""
    return _named(days_to_close(facts, selection, by="reason_group")).select(
        "group", "n", "closed", "still_open", "low", "high", value="days"
    )


def answered(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Who answered, good and bad exits apart: `group`, `k` of `n`, `share`."""
    meaning = {"good exit": "good", "bad exit": "bad", "not known": "unknown"}
    rates = response_rates(facts, selection).with_columns(
        meaning=pl.col("group").replace_strict(meaning, return_dtype=pl.String)
    )
    return _named(rates).select(
        "group", "share", "low", "high", "meaning", k="answered", n="records"
    ).select("group", "k", "n", "share", "low", "high", "meaning")  # fmt: skip


def _named(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.col("group").replace(GROUP_WORDS))
