from datetime import date

import polars as pl
import pytest

from insight.cards.returning.call_list import (
    AGREED,
    CALLS,
    GIVEN,
    LISTED,
    NOT_ASKED,
    chance_words,
    left_out,
    why_call,
)
from insight.cards.returning.call_score import SCORE
from insight.charts.style import LIGHT
from insight.metrics.call_order import SPEAKS_FOR, CallScore
from insight.metrics.candidates import SPEAKS_AGAINST, Candidates, candidates
from insight.metrics.facts import Facts
from insight.metrics.files import everything
from insight.settings import Choices
from insight.statistics.estimates import Refusal
from insight.statistics.rankings import Ranking

CHOICES = Choices(currency="USD")
ROW = {
    "resolved": date(2025, 8, 5),
    "days_out": 1210,
} | dict.fromkeys([*SPEAKS_FOR, *SPEAKS_AGAINST], False)
YEAR = Ranking(first=25, hits=6, listed=300, all_hits=42, at_random=3.5)


def called(score: CallScore | Refusal, rows: pl.DataFrame | None = None) -> Candidates:
    return Candidates(
        rows=pl.DataFrame() if rows is None else rows,
        window=None, returned=0, ceased=3, refused=2, resting=0, silent=0,
        by_chance=False, score=score,
    )  # fmt: skip


def half_years(hits: int) -> Ranking:
    return Ranking(first=100, hits=hits, listed=1000, all_hits=80, at_random=8.0)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            dict.fromkeys(SPEAKS_FOR, True),
            "Reason gone · outside our control · left well · would return · "
            "champion moved · back before · right time",
        ),
        (
            {"not_ours": True, "left_badly": True, "poor_fit": True},
            "Outside our control · but left badly and poor fit",
        ),
    ],
)
def test_each_thing_that_speaks_for_a_call_is_said_in_words(
    row: dict[str, object], words: str
) -> None:
    assert why_call(ROW | row) == words


@pytest.mark.parametrize(
    ("chance", "words"),
    [(0.2, "1 in 5"), (0.5, "1 in 2"), (0.51, "more than 1 in 2"), (None, None)],
)
def test_a_chance_is_said_as_one_in_so_many(
    chance: float | None, words: str | None
) -> None:
    assert chance_words(chance) == words


@pytest.mark.parametrize(
    ("hits", "words"),
    [
        (23, "**The order is better than at random.**"),
        (9, "cannot be told yet, so MRR orders the list."),
        (1, "worse than at random, so MRR orders the list."),
    ],
)
def test_the_score_says_whether_the_order_is_better_than_at_random(
    hits: int, words: str
) -> None:
    found = called(CallScore(YEAR, half_years(hits), 4))

    card = SCORE.finished(found, choices=CHOICES, palette=LIGHT)

    assert card.finding == "Of the first 25 a year ago 6 came back; at random 3.5."
    assert words in card.how_to_read
    assert card.rows.select("lists", "first", "came_back").rows() == [
        ("A year ago", 25, 6),
        ("The last 4 half-years", 100, hits),
    ]
    assert set(card.columns) == set(card.rows.columns)


def test_an_order_without_a_past_is_not_scored() -> None:
    card = SCORE.finished(called(Refusal("Too few.")), choices=CHOICES, palette=LIGHT)

    assert card.finding == "The order cannot be scored yet, so MRR orders the list."
    assert card.how_to_read == "Too few."
    assert card.rows.is_empty()


def test_the_lists_of_the_sample_hold_everybody_who_may_be_called(
    sample_facts: Facts,
) -> None:
    found = candidates(sample_facts, everything(sample_facts))

    whole, agreed, not_asked = (
        card.finished(found, choices=CHOICES, palette=LIGHT)
        for card in (CALLS, AGREED, NOT_ASKED)
    )

    ids = found.rows["account_id"].to_list()
    assert whole.rows["account_id"].to_list() == ids
    assert [
        *agreed.rows["account_id"],
        *not_asked.rows["account_id"],
    ] == ids
    assert set(agreed.rows["consent"]) == {GIVEN}
    assert set(LISTED) < set(whole.rows.columns)
    assert whole.rows["why"].str.len_chars().min()
    assert f"{agreed.rows.height:,} agreed to be contacted" in agreed.finding
    assert f"{not_asked.rows.height:,} were not asked" in not_asked.finding
    assert whole.finding.startswith(f"{len(ids):,} former customers may be called")
    assert f"{found.refused} refused contact" in left_out(found)


def test_former_customers_who_may_not_be_called_are_counted_by_reason() -> None:
    assert left_out(called(Refusal("Too few."))) == (
        "Left out: 2 refused contact and 3 ceased or merged."
    )
