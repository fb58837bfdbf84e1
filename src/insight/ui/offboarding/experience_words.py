"""How leaving went, in sentences of our own words and numbers."""

from typing import Any

import polars as pl

from insight.formats import MINUS, NOTHING, count, percent, plural, span
from insight.remembered import remembered
from insight.settings import Choices
from insight.words import listed, share_words

PROMOTER, DETRACTOR = 9, 6


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


def kept_finding(rows: pl.DataFrame) -> str:
    """The promise that is kept least often, with k of n."""
    known = rows.filter(pl.col("n") > 0).sort("share")
    if known.is_empty():
        return "Nothing is known of any promise."
    row = known.row(0, named=True)
    k, n = count(row["k"]), plural(row["n"], "exit")
    return f"{row['group']} is kept least often: {k} of {n} ({percent(row['share'])})."


def value_finding(groups: pl.DataFrame, *, what: str) -> str:
    """The value of all, which is the first or the widest group."""
    known = groups.drop_nulls("value").sort("n", descending=True)
    if known.is_empty():
        return f"{what}: nobody answered."
    row = known.row(0, named=True)
    return (
        f"{what} is {_number(row['value'])} for {row['group']} (n = {count(row['n'])})."
    )


def promoters_finding(answers: pl.DataFrame) -> str:
    """Promoters and detractors of all who answered."""
    grade = pl.col("answer").cast(pl.String).str.to_integer(strict=False)
    total = int(answers["exits"].sum())
    good = int(answers.filter(grade >= PROMOTER)["exits"].sum())
    bad = int(answers.filter(grade <= DETRACTOR)["exits"].sum())
    return f"{count(good)} promoters and {count(bad)} detractors of {plural(total, 'answer')}."


def answered_finding(rows: pl.DataFrame) -> str:
    """How many answered any question, of all groups."""
    k, n = int(rows["k"].sum()), int(rows["n"].sum())
    rate = f" ({percent(k / n)})" if n else ""
    return f"{count(k)} of {plural(n, 'exit')} answered any question{rate}."


def contacts_finding(contacts: pl.DataFrame) -> str:
    """How many exits needed one contact only."""
    n = int(contacts["exits"].sum())
    one = int(contacts.filter(pl.col("answer").cast(pl.String) == "1")["exits"].sum())
    return f"{count(one)} of {plural(n, 'exit')} needed one contact only."


def closing_finding(closing: pl.DataFrame) -> str:
    """The median days from request to close."""
    days = [day for day in closing["days"] if day is not None]
    if not days:
        return "How long closing takes is not known yet."
    return (
        f"Half of the exits were closed within {_number(days[0])} days of the request."
    )


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
