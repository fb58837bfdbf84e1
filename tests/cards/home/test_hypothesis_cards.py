from typing import Any

import polars as pl
import pytest

from insight.cards.card import Card
from insight.cards.home.hypotheses import (
    QUESTIONS,
    VERDICTS,
    Statement,
    statements,
)
from insight.cards.home.hypothesis_numbers import DIFFERENCES, SHARES
from insight.charts.style import LIGHT
from insight.metrics.facts import Facts
from insight.metrics.hypotheses import Hypothesis, hypotheses
from insight.metrics.selection import Selection
from insight.settings import Choices
from insight.statistics.conclusions import OPEN, Answer, Kind

CHOICES = Choices(currency="USD")
PRESENT = frozenset({"exits", "offboarding", "cancellation_requests", "issues"})
KINDS = dict.fromkeys(Hypothesis, Kind.DIFFERENCE) | {
    Hypothesis.EASY: Kind.SHARE,
    Hypothesis.NO_TRICKS: Kind.SHARE,
    Hypothesis.SAVES_LAST: Kind.SHARE,
    Hypothesis.FESTERING: Kind.RATIO,
}
HypothesisCard = Card[[], pl.DataFrame]


def row(name: Hypothesis, **values: Any) -> dict[str, Any]:
    nothing = {
        "conclusion": str(name), "kind": KINDS[name], "answer": "cannot tell yet",
        "estimate": 0.2, "low": 0.1, "high": 0.3, "usual_low": 0.15, "usual_high": 0.25,
        "at_least": None, "k": 20, "n": 120, "known": 100, "horizon": 365,
        "refusal": OPEN, "early_sign": None, "more_cases": None,
    }  # fmt: skip
    return nothing | values


def frame(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), infer_schema_length=None)


def told(
    name: Hypothesis,
    *,
    here: dict[str, Any] | None = None,
    present: frozenset[str] = PRESENT,
    saved: int = 0,
    **values: Any,
) -> Statement:
    return statements(
        frame(row(name, **values)),
        None if here is None else frame(row(name, **here)),
        saved=saved,
        choices=CHOICES,
        present=present,
    )[0]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (["yes", "yes", "no", "cannot tell yet"],
         "Of 4 hypotheses about leaving, 2 hold here, 1 does not and 1 cannot be told yet."),
        (["yes", "no", "no"],
         "Of 3 hypotheses about leaving, 1 holds here and 2 do not."),
        (["cannot tell yet"] * 8,
         "Of 8 hypotheses about leaving, none holds here and 8 cannot be told yet."),
    ],
)  # fmt: skip
def test_how_many_hold_is_said_first(answers: list[str], words: str) -> None:
    assert VERDICTS.says(pl.DataFrame({"answer": answers}), CHOICES) == words


@pytest.mark.parametrize(
    ("name", "answer", "sure", "words"),
    [
        (Hypothesis.EASY, "yes", 0.57, "**At least 57.0%** of respondents"),
        (Hypothesis.SAVES_LAST, "no", 0.45, "**At most 45.0%** of saves"),
        (Hypothesis.NO_TRICKS, "no", 0.7,
         "**At least 30.0%** of exits failed at least one check."),
        (Hypothesis.GOOD_EXIT, "yes", 0.04, "**At least 4.0 more of 100** come back"),
        (Hypothesis.PUSHED, "yes", -0.04, "**At least 4.0 fewer of 100** come back"),
        (Hypothesis.GOOD_EXIT, "no", 0.03, "**Not 1.5 times as many**: at most 3.0 more"),
        (Hypothesis.POOR_FIT, "no", -0.02, "**Not 1.5 times fewer**: at most 2.0 fewer"),
        (Hypothesis.GOOD_EXIT, "no", -0.01, "they come back less often"),
        (Hypothesis.FESTERING, "yes", 1.8, "**At least 1.80 times** as many requests"),
        (Hypothesis.FESTERING, "no", 1.3, "**Not 1.5 times as many**: at most 1.30"),
    ],
)  # fmt: skip
def test_the_part_that_is_sure_is_said(
    name: Hypothesis, answer: str, sure: float, words: str
) -> None:
    assert words in told(name, answer=answer, at_least=sure).sure


def test_an_early_sign_says_how_many_more_cases_would_settle_it() -> None:
    sign = told(Hypothesis.GOOD_EXIT, early_sign="yes", more_cases=513)

    assert sign.sure == "Early sign: yes; about 513 more exits would usually settle it."
    assert sign.answer is Answer.CANNOT_TELL
    assert told(Hypothesis.GOOD_EXIT).sure == "Either answer is still possible."


def test_a_statement_says_what_it_rests_on_and_what_this_view_has() -> None:
    whole = told(Hypothesis.EASY)
    narrow = told(Hypothesis.GOOD_EXIT, here={"estimate": 0.074, "horizon": 180})
    nothing = told(Hypothesis.FESTERING, here={"estimate": None})

    assert whole.rests_on == "20.0% (20 of 100) · known for 100 of 120 exits"
    assert narrow.rests_on == (
        "+20.0 of 100 (20 returns in 365 days) · known for 100 of 120 exits · "
        "in this view +7.4"
    )
    assert nothing.rests_on.endswith("in this view nothing to count")


def test_pushed_requests_that_ended_in_a_save_are_named_as_missing() -> None:
    assert told(Hypothesis.PUSHED, saved=53).rests_on.endswith(
        "without 53 pushed requests that ended in a save"
    )
    assert "save" not in told(Hypothesis.PUSHED).rests_on
    assert "save" not in told(Hypothesis.GOOD_EXIT, saved=53).rests_on


@pytest.mark.parametrize(
    ("name", "file"),
    [
        (Hypothesis.EASY, "offboarding"),
        (Hypothesis.SAVES_LAST, "cancellation_requests"),
        (Hypothesis.FESTERING, "issues"),
        (Hypothesis.NOT_OURS, "exits"),
    ],
)
def test_a_hypothesis_without_data_names_the_file_that_fills_it(
    name: Hypothesis, file: str
) -> None:
    empty = told(name, estimate=None, refusal="Few.", present=PRESENT - {file})

    assert empty.sure.startswith(f"**{file}.csv** fills this: ")


def test_every_hypothesis_of_the_sample_has_a_statement_and_a_row(
    sample_facts: Facts,
) -> None:
    everybody = Selection(sample_facts.first_month, sample_facts.last_month)
    judged = hypotheses(sample_facts, everybody)

    card = VERDICTS.finished(judged, choices=CHOICES, palette=LIGHT)

    assert card.rows["hypothesis"].to_list() == list(QUESTIONS.values())
    assert card.rows["verdict"].to_list() == judged["answer"].to_list()
    assert set(card.columns) == set(card.rows.columns)
    said = statements(judged, None, saved=0, choices=CHOICES, present=PRESENT)
    assert [one.name for one in said] == list(Hypothesis)
    assert all(one.sure and one.rests_on for one in said)


@pytest.mark.parametrize(
    ("card", "rows", "words"),
    [
        (SHARES, [row(Hypothesis.EASY, estimate=0.702), row(Hypothesis.SAVES_LAST)],
         "Found it easy 70.2% and saves that lasted 20.0%."),
        (DIFFERENCES, [row(Hypothesis.GOOD_EXIT, estimate=0.074), row(Hypothesis.PUSHED, estimate=0.01)],
         "Returns differ most after a good exit: +7.4 of 100 (+15.0 to +25.0)."),
        (DIFFERENCES, [row(Hypothesis.POOR_FIT, estimate=-0.2)],
         "Returns differ most by fit: −20.0 of 100 (+15.0 to +25.0)."),
    ],
)  # fmt: skip
def test_numbers_of_the_view_are_drawn_and_said(
    card: HypothesisCard, rows: list[dict[str, Any]], words: str
) -> None:
    finished = card.finished(frame(*rows), choices=CHOICES, palette=LIGHT)

    assert finished.finding == words
    assert finished.figure is not None
    assert finished.rows.height == len(rows)


@pytest.mark.parametrize(
    ("card", "words"),
    [
        (SHARES, "No share is known yet."),
        (DIFFERENCES, "No comparison of returns can be made yet."),
    ],
)
def test_without_estimates_there_is_a_sentence_and_no_chart(
    card: HypothesisCard, words: str
) -> None:
    rows = frame(*(row(name, estimate=None) for name in Hypothesis))

    finished = card.finished(
        rows.cast({"estimate": pl.Float64}), choices=CHOICES, palette=LIGHT
    )

    assert finished.finding == words
    assert finished.figure is None
