from datetime import date

import polars as pl

from insight.cards.leaving.leaving_now import (
    BY_MONTH,
    CLOSE,
    HAND_OVER,
    UNDER_WAY,
    leaving_answer,
)
from insight.charts.style import LIGHT
from insight.metrics.exits_under_way import exits_under_way, leaving_by_month
from insight.metrics.facts import Facts
from insight.metrics.files import everything
from insight.metrics.save_offers import open_requests
from insight.settings import Choices

CHOICES = Choices(currency="USD")
ROWS = pl.DataFrame(
    {
        "next_step": [CLOSE, HAND_OVER, "Agree on the end day and the export"],
        "mrr": [100.0, None, 50.0],
    }
)
MONTHS = pl.DataFrame(
    {"month": ["Overdue", "Mar 2026", "No day"], "customers": [1, 2, 3]}
)


def test_what_those_under_way_pay_is_said_where_it_is_known() -> None:
    assert leaving_answer(ROWS, CHOICES) == (
        "3 customers have asked to leave, paying $150 a month."
    )
    unknown = ROWS.head(1).with_columns(mrr=pl.lit(None, dtype=pl.Float64))
    assert leaving_answer(unknown, CHOICES) == (
        "1 customer has asked to leave; their MRR is not known."
    )
    assert leaving_answer(ROWS.clear(), CHOICES) == (
        "No customer has asked to leave and is still here."
    )


def test_what_ends_soon_and_what_is_overdue_is_said() -> None:
    card = UNDER_WAY.finished(ROWS, choices=CHOICES, palette=LIGHT)

    assert card.finding == ("3 exits under way; 1 ends within 30 days, 1 is overdue.")


def test_months_ahead_are_drawn_with_what_is_overdue_and_what_has_no_day() -> None:
    card = BY_MONTH.finished(MONTHS, choices=CHOICES, palette=LIGHT)

    assert card.finding == "2 exits have a day ahead, 1 is overdue, 3 have no day."
    assert card.figure is not None
    nothing = BY_MONTH.finished(MONTHS.clear(), choices=CHOICES, palette=LIGHT)
    assert (nothing.finding, nothing.figure) == ("No exit is under way.", None)


def test_every_open_request_of_the_sample_is_under_way_once(
    sample_facts: Facts,
) -> None:
    whole = everything(sample_facts)

    found = exits_under_way(sample_facts, whole)

    asked = open_requests(sample_facts, whole)
    assert sorted(found["account_id"]) == sorted(asked["account_id"])
    assert leaving_by_month(sample_facts, whole)["customers"].sum() == found.height
    rows = UNDER_WAY.measure(sample_facts, whole)
    assert rows["ends"].drop_nulls().is_sorted()
    soon = rows.filter(next_step=HAND_OVER)["ends"]
    assert (soon <= date(2026, 3, 30)).all()


def test_the_exits_of_one_owner_are_theirs(sample_facts: Facts) -> None:
    whole = everything(sample_facts)
    every = UNDER_WAY.measure(sample_facts, whole)
    owner = every["owner"].drop_nulls()[0]

    own = UNDER_WAY.measure(sample_facts, whole, owner=owner)

    assert own.height == every.filter(owner=owner).height < every.height
