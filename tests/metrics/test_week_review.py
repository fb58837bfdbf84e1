from dataclasses import replace
from datetime import date
from typing import Any

from polars.testing import assert_frame_equal

from insight.metrics.files import everything
from insight.metrics.promises import promises_due
from insight.metrics.quarterly_signals import quarterly_signals
from insight.metrics.signals import monthly_signals, return_signals, weekly_signals
from insight.metrics.week import week_of
from insight.metrics.week_exits import week_exits, week_offers, week_returns
from insight.metrics.week_review import week_review


def test_a_review_counts_one_week_with_the_months_that_end_with_it(
    mini_facts: Any,
) -> None:
    week = week_of(date(2025, 12, 3))
    asked = replace(everything(mini_facts), plans=mini_facts.plans[:1])
    chosen = replace(asked, last_month=asked.first_month + 11)

    review = week_review(mini_facts, asked, week=week)

    weeks = weekly_signals(mini_facts, chosen)
    exits = week_exits(mini_facts, chosen, week=week)
    assert review.requests["week"].to_list()[-1] == date(2025, 12, 1)
    assert_frame_equal(review.requests, weeks.head(review.requests.height))
    assert_frame_equal(review.churn, monthly_signals(mini_facts, chosen))
    assert_frame_equal(review.won_back, return_signals(mini_facts, chosen))
    for question in ("nps", "ease"):
        expected = quarterly_signals(mini_facts, chosen, question=question)
        assert_frame_equal(getattr(review, question), expected)
    assert_frame_equal(review.exits, exits)
    assert_frame_equal(review.offers, week_offers(mini_facts, exits))
    assert_frame_equal(review.returns, week_returns(mini_facts, chosen, week=week))
    assert_frame_equal(review.due, promises_due(mini_facts, chosen))
    assert len(mini_facts.plans) > 1


def test_the_customers_own_words_can_be_left_out(mini_facts: Any) -> None:
    review = week_review(
        mini_facts, everything(mini_facts), week=week_of(date(2025, 12, 3))
    )

    hidden = review.without_comments()

    assert hidden.exits["comment"].null_count() == hidden.exits.height
    assert hidden.exits.schema == review.exits.schema
    assert_frame_equal(hidden.exits.drop("comment"), review.exits.drop("comment"))
