"""The hypotheses about leaving: a verdict on each, and the numbers behind them."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import polars as pl

from insight.cards.card import Card
from insight.cards.home.hypothesis_numbers import JUDGED
from insight.cards.home.hypothesis_words import (
    counted_words,
    known_words,
    sure_words,
    value_words,
)
from insight.charts.differences import difference_text
from insight.charts.ratios import ratio_text
from insight.formats import plural, span
from insight.metrics.hypotheses import Hypothesis, hypotheses
from insight.settings import Choices
from insight.statistics.conclusions import (
    Answer,
    Kind,
)
from insight.words import listed

QUESTIONS = {
    Hypothesis.EASY: "Leaving is easy",
    Hypothesis.NO_TRICKS: "Leaving is free of tricks",
    Hypothesis.SAVES_LAST: "Saves last",
    Hypothesis.PUSHED: "Fewer come back after pushing",
    Hypothesis.GOOD_EXIT: "More come back after a good exit",
    Hypothesis.NOT_OURS: "More come back if outside our control",
    Hypothesis.POOR_FIT: "Fewer come back if a poor fit",
    Hypothesis.FESTERING: "More requests while an issue festers",
}
_TABLE = {
    "hypothesis": pl.String,
    "verdict": pl.String,
    "found": pl.String,
    "counted": pl.String,
    "interval": pl.String,
    "limits": pl.String,
    "known": pl.Int64,
    "n": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class Statement:
    """What the data says to one hypothesis.

    Attributes:
        name: The hypothesis.
        answer: Yes, no or cannot tell yet, of all customers over all data.
        sure: The part of it that is sure, or why nothing is: Markdown of our own words.
        rests_on: The estimate and what it is of, small print.
    """

    name: Hypothesis
    answer: Answer
    sure: str
    rests_on: str

    @property
    def question(self) -> str:
        """The hypothesis in words."""
        return QUESTIONS[self.name]


def statements(
    judged: pl.DataFrame,
    here: pl.DataFrame | None,
    *,
    saved: int,
    choices: Choices,
    present: frozenset[str],
) -> list[Statement]:
    """A statement per hypothesis.

    Args:
        judged: `hypotheses` of all customers over all data: they give the verdicts.
        here: Those of the filters in force, None where nothing is filtered.
        saved: How many pushed requests ended in a save, not in an exit.
        choices: The choices in force.
        present: The files that are there.
    """
    shown = [None] * judged.height if here is None else list(here.iter_rows(named=True))
    return [
        Statement(
            name=Hypothesis(row["conclusion"]),
            answer=Answer(row["answer"]),
            sure=sure_words(row, choices=choices, present=present),
            rests_on=_rests_on(row, of_view, saved=saved),
        )
        for row, of_view in zip(judged.iter_rows(named=True), shown, strict=True)
    ]


def _rests_on(
    row: dict[str, Any], of_view: dict[str, Any] | None, *, saved: int
) -> str:
    value = value_words(row)
    parts = [f"{value} ({counted_words(row)})" if value else "", known_words(row)]
    if of_view:
        parts.append(
            f"in this view {value_words(of_view, unit='') or 'nothing to count'}"
        )
    if row["conclusion"] == Hypothesis.PUSHED and saved:
        parts.append(f"without {plural(saved, 'pushed request')} that ended in a save")
    said = " · ".join(part for part in parts if part)
    return said[:1].upper() + said[1:]


def _holding(found: pl.DataFrame, choices: Choices) -> str:
    told = Counter(found["answer"])
    yes, no, open_ = (told[a] for a in (Answer.YES, Answer.NO, Answer.CANNOT_TELL))
    others = [
        (no, plural(no, "does not", "do not")),
        (open_, f"{open_} cannot be told yet"),
    ]
    holding = plural(yes, "holds", "hold") if yes else "none holds"
    said = listed([f"{holding} here", *(words for n, words in others if n)])
    return f"Of {found.height} hypotheses about leaving, {said}."


def verdict_rows(found: pl.DataFrame) -> pl.DataFrame:
    """`hypotheses` in words: `hypothesis`, `verdict`, what was found, and of what."""
    rows = [
        (
            QUESTIONS[Hypothesis(row["conclusion"])], row["answer"], value_words(row),
            counted_words(row), _between(row, "usual_low", "usual_high"), _between(row, "low", "high"),
            row["known"], row["n"],
        )
        for row in found.iter_rows(named=True)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=_TABLE, orient="row")


def _between(row: dict[str, Any], low: str, high: str) -> str | None:
    ends = row[low], row[high]
    if None in ends:
        return None
    if row["kind"] == Kind.SHARE:
        return span(*ends)
    if row["kind"] == Kind.DIFFERENCE:
        return " to ".join(difference_text(end, unit="") for end in ends)
    return " to ".join(ratio_text(end) for end in ends)


def _verdicts_read(found: pl.DataFrame, choices: Choices) -> str:
    return (
        f"{JUDGED} Easy is 5 to 7 of 7. “At least” and “at most” are those limits; the filters change only "
        "the numbers of this view. An early sign is what the ordinary interval would say. "
        "Where nothing is going on one still appears in about 1 in 10 histories of three "
        "years (docs/conclusions.md). Each comparison is an association: what nobody "
        "recorded may explain it."
    )


VERDICTS = Card(
    title="Verdicts",
    measure=hypotheses,
    says=_holding,
    how_to_read=_verdicts_read,
    rows=verdict_rows,
    columns={
        "hypothesis": "Hypothesis",
        "verdict": "Verdict",
        "found": "Found",
        "counted": "Counted",
        "interval": "95% interval",
        "limits": "Limits at every look",
        "known": "Known",
        "n": "Of",
    },
)
