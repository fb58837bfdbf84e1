"""What leavers say: ease, exit NPS, and who answers at all."""

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from insight.cards.card import Card
from insight.cards.offboarding.experience import in_words
from insight.cards.periods import period_words
from insight.charts.experience import value_rows_chart
from insight.charts.group_shares import group_share_chart
from insight.formats import MINUS, count, percent, plural
from insight.metrics.facts import Facts
from insight.metrics.questionnaires import ease, exit_nps, response_rates
from insight.metrics.selection import Selection
from insight.settings import Choices

QUARTER = 3
REASON, PERIOD = "Reason", "Quarter"
Scored = Callable[..., pl.DataFrame]
_SCORES = (
    "Only those who answered are in a score, and angry leavers answer more often, or "
    "never: look at who answered before you read it. Scores are no part of what makes an "
    "exit good. Reason groups differ in more than how they were treated, and groups of "
    "fewer than ten answers have no score."
)


def ease_rows(facts: Facts, selection: Selection, *, by: str = REASON) -> pl.DataFrame:
    """Mean ease of all exits and of each group: `group`, `records`, `n`, `value`, `low`, `high`."""
    return _grouped(ease, facts, selection, by=by).select(
        "group", "records", "n", value="mean", low="mean_low", high="mean_high"
    )


def nps_rows(facts: Facts, selection: Selection, *, by: str = REASON) -> pl.DataFrame:
    """Exit NPS of all exits and of each group, with who answered how."""
    return _grouped(exit_nps, facts, selection, by=by).select(
        "group", "records", "n", "promoters", "passives", "detractors",
        "low", "high", value="score",
    )  # fmt: skip


def _grouped(
    score: Scored, facts: Facts, selection: Selection, *, by: str
) -> pl.DataFrame:
    every = score(facts, selection)
    if by == REASON:
        groups = [score(facts, selection, by="reason_group")]
    else:
        groups = [
            score(facts, quarter).with_columns(group=pl.lit(period_words(quarter)))
            for quarter in _quarters(selection)
        ]
    return pl.concat([every, *groups]).with_columns(in_words())


def _quarters(selection: Selection) -> list[Selection]:
    """Three months each, counted back from the last; a shorter rest is left out."""
    ends = range(selection.last_month, selection.first_month + QUARTER - 2, -QUARTER)
    return [
        replace(selection, first_month=end - QUARTER + 1, last_month=end)
        for end in reversed(ends)
    ]


def _finding(rows: pl.DataFrame, choices: Choices, *, what: str, of: str) -> str:
    if rows.is_empty():
        return "No exit has an offboarding record."
    row = rows.row(0, named=True)
    answered = f"{count(row['n'])} of {plural(row['records'], 'exit')} answered"
    if row["n"] < choices.counts_only_below:
        return f"{answered}: too few for a score."
    value, low, high = (score_text(row[name]) for name in ("value", "low", "high"))
    return f"{what} is {value}{of} ({low} to {high}); {answered}."


def score_text(value: float) -> str:
    """A score with a tenth, and its minus sign.

    Examples:
        >>> score_text(-12.5), score_text(5.0)
        ('−12.5', '5')
    """
    return f"{value:.1f}".removesuffix(".0").replace("-", MINUS)


def _graded(rows: pl.DataFrame, what: str, *, scale: str) -> str:
    if rows.is_empty():
        return _SCORES
    row = rows.row(0, named=True)
    share = f" ({percent(row['n'] / row['records'])})" if row["records"] else ""
    return (
        f"{what}, {scale}, with 95% intervals; {count(row['n'])} of "
        f"{plural(row['records'], 'exit')} answered{share}. {_SCORES}"
    )


def _nps_read(rows: pl.DataFrame, choices: Choices) -> str:
    words = _graded(rows, "Exit NPS", scale="−100 to 100")
    if rows.is_empty():
        return words
    row = rows.row(0, named=True)
    return (
        f"{plural(row['promoters'], 'promoter')} (9 or 10), {plural(row['passives'], 'passive')} "
        f"and {plural(row['detractors'], 'detractor')} (0 to 6). {words}"
    )


def _has_no_value(rows: pl.DataFrame) -> bool:
    return not rows["value"].count()


EASE = Card(
    title="Ease of leaving",
    measure=ease_rows,
    says=lambda rows, choices: _finding(rows, choices, what="Ease", of=" of 7"),
    how_to_read=lambda rows, choices: _graded(
        rows, "Mean ease", scale="1 (hard) to 7 (very easy)"
    ),
    draw=lambda rows, choices, palette: value_rows_chart(
        rows, ends=(1.0, 7.0), palette=palette, choices=choices
    ),
    is_empty=_has_no_value,
    columns={"value": "Mean ease", "records": "Exits", "n": "Answers"},
)
NPS = Card(
    title="Exit NPS",
    measure=nps_rows,
    says=lambda rows, choices: _finding(rows, choices, what="Exit NPS", of=""),
    how_to_read=_nps_read,
    draw=lambda rows, choices, palette: value_rows_chart(
        rows, ends=(-100.0, 100.0), palette=palette, choices=choices
    ),
    is_empty=_has_no_value,
    columns={"value": "Exit NPS", "records": "Exits", "n": "Answers"},
)


def answered(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Who answered, good and bad exits apart: `group`, `k` of `n`, `share`."""
    meaning = {"good exit": "good", "bad exit": "bad", "not known": "unknown"}
    rates = response_rates(facts, selection).with_columns(
        meaning=pl.col("group").replace_strict(meaning, return_dtype=pl.String)
    )
    return rates.with_columns(in_words()).select(
        "group", "share", "low", "high", "meaning", k="answered", n="records"
    ).select("group", "k", "n", "share", "low", "high", "meaning")  # fmt: skip


def _answered_finding(rows: pl.DataFrame, choices: Choices) -> str:
    k, n = int(rows["k"].sum()), int(rows["n"].sum())
    rate = f" ({percent(k / n)})" if n else ""
    return f"{count(k)} of {plural(n, 'exit')} answered any question{rate}."


RESPONSE = Card(
    title="Response rate",
    measure=answered,
    says=_answered_finding,
    how_to_read=lambda rows, choices: (
        f"Exits that answered any question, with 95% intervals. {_SCORES}"
    ),
    draw=lambda rows, choices, palette: group_share_chart(
        rows, palette=palette, choices=choices
    ),
    columns={"k": "Answered", "n": "Exits"},
)
