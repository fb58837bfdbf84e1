from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from insight.cards.card import Card
from insight.cards.leaving.festering import (
    LEAVERS,
    RATIO,
    festering_verdict,
    festering_words,
)
from insight.cards.leaving.festering_warning import BEHIND, TIMELINE, WARNING
from insight.charts.style import LIGHT
from insight.settings import Choices
from insight.statistics.conclusions import Answer, Conclusion, Kind

CHOICES = Choices(currency="USD")
MOST_WORDS = 15
MONTHS = pl.DataFrame(
    {
        "month": ["2026-01", "2026-02"],
        "notices": [150, 118],
        "festering": [11, 8],
        "active": [7_000, 7_361],
        "active_festering": [327, 327],
    }
)
RATIOS = pl.DataFrame(
    {
        "label": ["All days compared", "At the same age"],
        "comparison": ["crude", "adjusted"],
        "ratio": [2.17, 2.24],
        "ratio_from": [1.48, 1.55],
        "ratio_to": [3.09, 3.22],
        "refusal": pl.Series([None, None], dtype=pl.String),
        "requests": [34, 34],
        "years": [55.2, 55.2],
        "other_requests": [340, 340],
        "other_years": [1_190.0, 1_190.0],
    }
)
WARNED = pl.DataFrame(
    {
        "group": ["Leavers with a warning", "Warnings that came true", "Any customer"],
        "k": [19, 53, 787],
        "n": [268, 443, 10_001],
        "share": [0.071, 0.12, 0.079],
        "low": [0.046, 0.093, 0.074],
        "high": [0.108, 0.153, 0.084],
        "meaning": ["bad", "bad", "customers"],
        "days": [64.0] * 3,
        "days_from": [41.0] * 3,
        "days_to": [113.0] * 3,
        "within": [90] * 3,
    }
)
ISSUES = pl.DataFrame(
    {
        "account_name": ["Acme", "Acme", "Bolt"],
        "account_id": ["A1", "A1", "A2"],
        "exit_date": [date(2026, 2, 20), date(2026, 2, 20), date(2026, 1, 5)],
        "notice": [date(2026, 2, 1), date(2026, 2, 1), date(2026, 1, 1)],
        "opened": [date(2025, 8, 10), date(2025, 12, 1), date(2025, 11, 1)],
        "resolved": [None, date(2026, 2, 10), date(2026, 1, 20)],
        "topic": ["sync", "login", None],
        "open_days": [175, 61, 60],
        "closed_late": [False, False, True],
    }
)
SAID = [
    (
        LEAVERS,
        MONTHS,
        "19 of 268 leavers (7.1%) had a festering issue at notice; of all customers, 4.6%.",
    ),
    (
        RATIO,
        RATIOS,
        "Requests to leave are 2.24 times as frequent while an issue festers (1.55 to 3.22).",
    ),
    (
        WARNING,
        WARNED,
        "Warnings would have caught 19 of 268 leavers; 390 of 443 were false alarms.",
    ),
    (
        TIMELINE,
        ISSUES,
        "2 exits had festering issues at notice, open for up to 175 days.",
    ),
    (
        BEHIND,
        ISSUES,
        "3 issues were festering at notice; 1 closed only when the customer had left.",
    ),
]


@pytest.mark.parametrize(
    ("card", "rows", "said"), SAID, ids=lambda v: getattr(v, "title", "")
)
def test_a_card_on_festering_says_its_finding_and_draws_it(
    card: Card[[], pl.DataFrame], rows: pl.DataFrame, said: str
) -> None:
    made = card.finished(rows, choices=CHOICES, palette=LIGHT)

    assert made.finding == said
    assert len(said.split()) <= MOST_WORDS
    assert (made.figure is None) == (card is BEHIND)
    assert len(made.how_to_read) > 80


NOTHING = [
    (LEAVERS, MONTHS.clear(), "Nobody who left gave notice in this period."),
    (
        RATIO,
        RATIOS.with_columns(
            ratio=pl.when(comparison=pl.lit("crude")).then("ratio"),
            refusal=pl.lit("3 of the 10 requests it takes for a ratio."),
        ),
        "Cannot be told yet. 3 of the 10 requests it takes for a ratio.",
    ),
    (RATIO, RATIOS.clear(), "No customer could have asked to leave in this period."),
    (TIMELINE, ISSUES.clear(), "No exit had a festering issue at notice."),
    (BEHIND, ISSUES.clear(), "No issue was festering when a customer gave notice."),
]


@pytest.mark.parametrize(
    ("card", "rows", "said"), NOTHING, ids=lambda v: getattr(v, "title", "")
)
def test_a_card_on_festering_without_anything_to_draw_is_one_sentence(
    card: Card[[], pl.DataFrame], rows: pl.DataFrame, said: str
) -> None:
    made = card.finished(rows, choices=CHOICES, palette=LIGHT)

    assert (made.finding, made.figure) == (said, None)


def test_a_ratio_that_may_be_one_is_no_difference() -> None:
    unsure = RATIOS.with_columns(ratio=pl.lit(1.2), ratio_from=pl.lit(0.8))

    assert RATIO.says(unsure, CHOICES).startswith("No clear difference: 1.20 times")


def test_few_leavers_have_no_share_and_one_exit_is_singular() -> None:
    few = MONTHS.with_columns(notices=pl.Series([4, 0]), festering=pl.Series([1, 0]))

    assert LEAVERS.says(few, CHOICES).startswith("1 of 4 leavers had a festering issue")
    assert TIMELINE.says(ISSUES[2:], CHOICES) == (
        "1 exit had a festering issue at notice, open for up to 60 days."
    )


def test_the_choices_in_force_are_the_ones_that_are_said() -> None:
    choices = Choices(festering_days=45)

    assert "more than 45 days" in festering_words(choices)
    assert "more than 45 days" in TIMELINE.how_to_read(ISSUES, choices)
    assert "half of them 41 to 113" in WARNING.how_to_read(WARNED, choices)
    assert "asks to leave within 90 days" in WARNING.how_to_read(WARNED, choices)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ({"answer": Answer.YES, "at_least": 1.31}, "at least 1.31 times as frequent"),
        ({"answer": Answer.NO, "at_least": 1.1}, "at most 1.10 times"),
        ({"answer": Answer.CANNOT_TELL}, "**It is too early to tell**"),
        (
            {"answer": Answer.CANNOT_TELL, "early_sign": Answer.YES},
            "Early sign: yes.",
        ),
    ],
)
def test_the_verdict_over_all_of_the_data_opens_the_page(
    found: dict[str, Any], said: str
) -> None:
    open_ = Conclusion(Answer.CANNOT_TELL, Kind.RATIO)

    assert said in festering_verdict(replace(open_, **found))
