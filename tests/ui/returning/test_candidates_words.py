from datetime import date

import polars as pl
import pytest

from insight.metrics.call_order import SPEAKS_FOR, CallScore
from insight.metrics.candidates import SPEAKS_AGAINST, Candidates
from insight.statistics.rankings import Ranking
from insight.ui.returning.candidates import score_words, why_call

ROW = {
    "resolved": date(2025, 8, 5),
    "days_out": 1210,
} | dict.fromkeys([*SPEAKS_FOR, *SPEAKS_AGAINST], False)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (
            dict.fromkeys(SPEAKS_FOR, True),
            "Reason gone (issue resolved 5 Aug 2025) · "
            "Left for a reason outside our control · Left well · "
            "Said they would return · Champion moved · Came back once before · "
            "1,210 days out: when others returned",
        ),
        (
            {"not_ours": True, "left_badly": True, "poor_fit": True},
            "Left for a reason outside our control · but left badly and poor fit",
        ),
    ],
)
def test_each_thing_that_speaks_for_a_call_is_said_in_words(
    row: dict[str, object], words: str
) -> None:
    assert why_call(ROW | row) == words


@pytest.mark.parametrize(
    ("hits", "words"),
    [
        (23, "The order is **better than at random**"),
        (9, "**cannot be told yet**"),
        (1, "**worse than at random**"),
    ],
)
def test_an_order_no_better_than_at_random_says_so_and_gives_way_to_mrr(
    hits: int, words: str
) -> None:
    tried = Ranking(first=100, hits=hits, listed=1000, all_hits=80, at_random=8.0)
    year = Ranking(first=25, hits=6, listed=300, all_hits=42, at_random=3.5)
    found = Candidates(
        rows=pl.DataFrame(), window=None, returned=0, ceased=0, refused=0, resting=0,
        silent=0, by_chance=False, score=CallScore(year, tried, 4),
    )  # fmt: skip

    said = score_words(found)

    assert "first 25 a year ago **6 came back; at random 3.5**" in said
    assert words in said
    assert ("ordered by MRR" in said) == (hits != 23)
