"""Whom to call, in words: the score of the list, who is on it, and why each is on it."""

from typing import Any

import polars as pl

from insight.formats import count, day_words, plural
from insight.metrics.call_order import LIKELIEST, SPEAKS_FOR, CallScore
from insight.metrics.candidates import SPEAKS_AGAINST, Candidates
from insight.metrics.return_chances import WITHIN
from insight.remembered import remembered
from insight.statistics.conclusions import Answer
from insight.statistics.rankings import Ranking
from insight.words import listed

RAREST = 0.01
GIVEN, NOT_KNOWN = "Given", "Not known"
LIMITS = (
    "The chance is that of customers like this one, learnt from everybody who left and "
    "from what is known of each exit; most of those listed first will not come back. The "
    "order was tried on past lists with what had happened by then, but with the reasons "
    "and records as the files have them today. That an issue was resolved does not mean "
    "that the customer knows. A champion who moved opens a door at the new company more "
    "than at the old one. Unknown consent is not consent: ask first. Whether calling "
    "brings anybody back has not been tested here."
)
_AGAINST = {
    "left_badly": "left badly",
    "pushed_out": "was shown too many offers",
    "poor_fit": "poor fit",
}


def candidates_answer(found: Candidates) -> str:
    """How many may be called, how good the order was on the past, and who is left out."""
    others = _left_out(found)
    if found.rows.is_empty():
        return f"**Nobody to call** in this period, as far as these filters go.{others}"
    people = plural(found.rows.height, "former customer")
    return f"**{people} may be called.** {score_words(found)}{others}"


def score_words(found: Candidates) -> str:
    """How the order did on the past, beside a lottery, and what orders the list now."""
    score = found.score
    if not isinstance(score, CallScore):
        return f"The list is ordered by MRR: a chance **cannot be told yet**. {score.reason}"
    year = f"{_year(score.year)}. " if score.year else ""
    return f"{year}{_verdict(score)}"


def score_part(found: Candidates) -> str:
    """How the order did on the past, for a grey line."""
    score = found.score
    if not isinstance(score, CallScore):
        return "the order cannot be scored yet"
    if score.year is None:
        return f"better than at random: {score.answer}"
    return _year(score.year).replace("Of", "of", 1).replace("**", "")


def order_words(found: Candidates) -> str:
    """What the rows are ordered by."""
    if found.by_chance:
        return f"the {LIKELIEST:.0%} likeliest to come back first, both parts by chance × MRR"
    return "the highest MRR first"


def first_words(found: Candidates) -> str:
    """Who comes first, in a few words."""
    return "the likeliest come first" if found.by_chance else "the highest MRR first"


def window_part(found: Candidates) -> str:
    """When after an exit others came back."""
    if found.window is None:
        return "too few returns to say when others came back"
    first, last = (count(day) for day in found.window)
    return f"most returns came {first}–{last} days after the exit"


@remembered
def call_list(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of `Candidates` with why, consent and chance in words."""
    why = [why_call(row) for row in rows.iter_rows(named=True)]
    chance = [chance_words(value) for value in rows["chance"]]
    consent = pl.when("consent").then(pl.lit(GIVEN)).otherwise(pl.lit(NOT_KNOWN))
    return rows.with_columns(
        pl.Series("why", why, dtype=pl.String),
        pl.Series("likely_back", chance, dtype=pl.String),
        consent=consent,
    ).select(
        "account_id", "account_name", "likely_back", "why", "mrr", "consent",
        "exit_date", "days_out", "reason",
    )  # fmt: skip


def chance_words(chance: float | None) -> str | None:
    """A chance as people say it.

    Examples:
        >>> chance_words(0.17), chance_words(0.7), chance_words(0.004)
        ('about 1 in 6', 'more than 1 in 2', 'less than 1 in 100')
    """
    if chance is None:
        return None
    if chance < RAREST:
        return f"less than 1 in {1 / RAREST:.0f}"
    return f"about 1 in {1 / chance:.0f}" if chance <= 1 / 2 else "more than 1 in 2"


def why_call(row: dict[str, Any]) -> str:
    """What speaks for calling one former customer, and what against."""
    resolved, days = row["resolved"], count(row["days_out"])
    since = day_words(resolved) if resolved else ""
    words = {
        "reason_gone": f"Reason gone (issue resolved {since})",
        "not_ours": "Left for a reason outside our control",
        "left_well": "Left well",
        "would_return": "Said they would return",
        "champion_moved": "Champion moved",
        "back_before": "Came back once before",
        "in_window": f"{days} days out: when others returned",
    }
    speaks = " · ".join(words[name] for name in SPEAKS_FOR if row[name])
    against = [_AGAINST[name] for name in SPEAKS_AGAINST if row[name]]
    return f"{speaks} · but {listed(against)}" if against else speaks


def _year(year: Ranking) -> str:
    return (
        f"Of the first {count(year.first)} a year ago **{count(year.hits)} came back; "
        f"at random {year.at_random:.1f}**"
    )


def _verdict(score: CallScore) -> str:
    tried, times = score.half_years, score.half_years.times
    stretches = plural(score.looks, "half-year")
    counts = (
        f"over the last {stretches} {count(tried.hits)} of {count(tried.first)} listed "
        f"first came back within {WITHIN} days, at random {tried.at_random:.1f}"
    )
    if times:
        counts += f" ({times.value:.1f} times, 90% interval {times.low:.1f} to {times.high:.1f})"
    if score.answer is Answer.YES:
        return f"The order is **better than at random**: {counts}."
    if score.answer is Answer.NO:
        return (
            f"The order by chance was **worse than at random**: {counts}. So the list is "
            "ordered by MRR."
        )
    return (
        f"Whether an order by chance is better than at random **cannot be told yet**: "
        f"{counts}. So the list is ordered by MRR."
    )


def _left_out(found: Candidates) -> str:
    kinds = (
        (found.refused, "refused contact"),
        (found.resting, "asked for rest that is not over"),
        (found.ceased, "ceased or merged"),
        (found.returned, "came back already"),
        (found.silent, "for whom nothing known speaks"),
    )
    parts = [f"{count(number)} {words}" for number, words in kinds if number]
    return f" Left out: {listed(parts)}." if parts else ""
