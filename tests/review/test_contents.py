from dataclasses import replace

import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.week import Week
from insight.metrics.week_review import WeekReview
from insight.review.contents import (
    basis,
    days_words,
    due_words,
    exits_words,
    returns_words,
)
from insight.review.pack import Pack
from insight.review.restatement import restated_table, restated_words

CHANGED = pl.DataFrame(
    {
        "measure": ["exits", "provisional_exits", "mrr_lost"],
        "then": [1.0, 1.0, 150.0],
        "now": [0.0, 0.0, 0.0],
        "is_restated": [True, False, True],
    }
)


def test_the_summary_is_the_numbers_of_the_week(
    sample_pack: Pack, found: WeekReview
) -> None:
    assert sample_pack.summary[:5] == tuple(s.finding for s in sample_pack.signals)
    assert sample_pack.summary[5] == "6 customers left with $7.9k MRR."
    assert len(sample_pack.cards) == found.exits.height == 6


def test_nothing_is_a_sentence_too(found: WeekReview) -> None:
    none = found.returns.clear()

    assert returns_words(none, currency="USD") == "Nobody came back in this week."
    assert due_words(found.due.clear()) == (
        "No promise is due, as far as the files say."
    )
    assert exits_words(
        replace(found, exits=found.exits.clear()), currency="USD"
    ) == "Nobody left in this week."  # fmt: skip


def test_the_basis_says_whose_knowledge_it_is(facts: Facts) -> None:
    assert basis(facts, week=Week(2026, 3), filters="")[2:] == (
        "as known now", "all accounts",
    )  # fmt: skip
    assert basis(facts, week=Week(2026, 9), filters="")[2] == "as known then"


def test_a_week_over_new_year_names_both_years() -> None:
    assert days_words(Week(2026, 1)) == "29 Dec 2025 – 4 Jan 2026"


def test_restated_numbers_are_marked_and_named() -> None:
    table = restated_table(CHANGED, currency="USD")

    assert table.rows == (
        ("Exits in the week", "1", "0", "restated"),
        ("of them provisional", "1", "0", ""),
        ("MRR they paid", "$150", "$0", "restated"),
    )
    assert restated_words(CHANGED) == (
        "Restated since the week ended: exits in the week, MRR they paid."
    )
    assert restated_words(CHANGED.head(0)) == (
        "No number of this week was restated since it ended."
    )
