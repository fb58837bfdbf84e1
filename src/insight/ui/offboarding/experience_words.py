"""How leaving went, in sentences of our own words and numbers."""

from typing import Any

import polars as pl

from insight.formats import MINUS, NOTHING, count, percent, plural, span
from insight.remembered import remembered
from insight.settings import Choices
from insight.words import listed, share_words


def experience_answer(
    good: dict[str, Any],
    ease: dict[str, Any],
    nps: dict[str, Any],
    closing: pl.DataFrame,
    *,
    choices: Choices,
) -> str:
    """Good exits, ease and exit NPS with their n, and the days to close.

    Args:
        good: The row of `good_shares`.
        ease: The row of `questionnaires.ease`.
        nps: The row of `exit_nps`.
        closing: The rows of `days_to_close`, one at most.
        choices: The limits for small numbers.
    """
    few = good["n"] < choices.counts_only_below
    share = {name: good[name] for name in ("share", "low", "high")}
    counted = (
        f"{good['good']} of {good['n']}"
        if few
        else share_words(good["good"], good["n"], **share)
    )
    said = [f"**{counted} exits were good**: promises kept and no hard fail."]
    said.append(f"Ease of leaving {_score(ease, 'mean', choices, scale=' of 7')}.")
    said.append(f"Exit NPS {_score(nps, 'score', choices)}.")
    said += [
        f"Half were closed within {_number(days)} days of asking."
        for days in closing["days"]
        if days is not None
    ]
    return " ".join(said)


@remembered
def values_finding(groups: pl.DataFrame, *, what: str) -> str:
    """`what`, its value and n per group."""
    rows = [
        f"{row['group']} {_number(row['value'])} (n = {count(row['n'])})"
        for row in groups.iter_rows(named=True)
    ]
    return f"{what}: {listed(rows)}." if rows else f"{what}: nobody answered."


@remembered
def answers_finding(answers: pl.DataFrame, *, what: str) -> str:
    """How often each answer or number was given."""
    rows = [f"{a}: {count(k)}" for a, k in answers.select("answer", "exits").rows()]
    return f"{what}: {listed(rows)}." if rows else f"{what}: none known."


def response_words(row: dict[str, Any]) -> str:
    """How many answered of those who left: never a score without it."""
    rate = percent(row["n"] / row["records"]) if row["records"] else NOTHING
    return f"{count(row['n'])} of {plural(row['records'], 'exit')} answered, {rate}"


def _score(row: dict[str, Any], name: str, choices: Choices, *, scale: str = "") -> str:
    if row["n"] < choices.counts_only_below:
        return f"not told: {response_words(row)}"
    low = row.get(f"{name}_low", row.get("low"))
    high = row.get(f"{name}_high", row.get("high"))
    limits = f"{_number(low)} to {_number(high)}"
    return f"**{_number(row[name])}{scale}** ({limits}; {response_words(row)})"


def _number(value: float | None) -> str:
    if value is None:
        return NOTHING
    return f"{value:.1f}".removesuffix(".0").replace("-", MINUS)


@remembered
def shares_finding(groups: pl.DataFrame, *, what: str) -> str:
    """`what`, k of n with the interval per group."""
    rows = [
        f"{row['group']} {count(row['k'])} of {count(row['n'])} ({span(row['low'], row['high'])})"
        for row in groups.iter_rows(named=True)
    ]
    return f"{what}: {listed(rows)}." if rows else f"{what}: not known."
