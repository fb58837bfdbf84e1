"""The restatement of the miniature world: A03 lapses on 6 May 2025, is back on the 20th."""

from datetime import date
from typing import Any

import pytest

from insight.metrics.build import build_facts
from insight.metrics.files import everything
from insight.metrics.restated import MEASURES, restated, week_numbers
from insight.metrics.week import Week
from insight.metrics.week_exits import week_exits, week_offers, week_returns
from insight.settings import Choices

MID_MAY = Week(2025, 20)
EARLY_MAY = Week(2025, 19)


@pytest.fixture
def known(mini_world: Any) -> Any:
    return lambda *day: build_facts(mini_world, as_of=date(*day), choices=Choices())


def numbers(facts: Any, week: Week) -> dict[str, float]:
    return dict(week_numbers(facts, everything(facts), week=week).rows())


def test_may_says_150_and_one_provisional_exit_and_later_neither(known: Any) -> None:
    then, later = known(2025, 5, 15), known(2025, 5, 31)

    first, now = numbers(then, MID_MAY), numbers(later, MID_MAY)

    assert (first["month_churn_mrr"], first["month_provisional_exits"]) == (-150, 1)
    assert (now["month_churn_mrr"], now["month_provisional_exits"]) == (0, 0)


def test_every_number_has_both_values_and_a_mark_where_they_differ(known: Any) -> None:
    then, later = known(2025, 5, 11), known(2026, 2, 28)

    rows = restated(then, later, everything(later), week=EARLY_MAY)

    assert rows["measure"].to_list() == list(MEASURES)
    marked = rows.filter("is_restated").select("measure", "then", "now").rows()
    assert marked == [
        ("exits", 1, 0),
        ("mrr_lost", 150, 0),
        ("month_exits", 1, 0),
        ("month_churn_mrr", -150, 0),
    ]


def test_a_week_known_as_before_is_not_marked(known: Any) -> None:
    facts = known(2026, 2, 28)

    rows = restated(facts, facts, everything(facts), week=MID_MAY)

    assert not rows["is_restated"].any()


def test_the_weeks_exits_and_returns_add_up_to_all_of_them(known: Any) -> None:
    facts = known(2026, 2, 28)
    chosen = everything(facts)
    weeks = [Week(2025, n) for n in range(2, 53)] + [
        Week(2026, n) for n in range(1, 10)
    ]

    exits = [week_exits(facts, chosen, week=week) for week in weeks]
    returns = [week_returns(facts, chosen, week=week) for week in weeks]

    assert sum(rows.height for rows in exits) == 11
    assert sum(rows["provisional"].sum() for rows in exits) == 1
    assert sum(rows.height for rows in returns) == 2
    assert all(week_offers(facts, rows).columns[0] == "exit_id" for rows in exits)
