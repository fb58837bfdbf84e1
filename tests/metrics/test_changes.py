"""What changed beyond noise."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from insight.metrics.changes import changes, stretches
from insight.metrics.files import everything
from insight.metrics.selection import Selection

MONDAY = date(2025, 1, 6)


def weeks(marks: str) -> pl.DataFrame:
    """One week per letter: + and - are signals, . is noise; 10 are usual."""
    counts = {"+": 20, "-": 2, ".": 10}
    days = [MONDAY + timedelta(weeks=n) for n in range(len(marks))]
    return pl.DataFrame(
        {
            "first": days,
            "last": [day + timedelta(days=6) for day in days],
            "k": [counts[mark] for mark in marks],
            "usual": [10.0] * len(marks),
            "signal": [mark != "." for mark in marks],
        }
    )


@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ("....", []),
        (".++.", [(2, 40)]),
        (".+.+.", [(3, 50)]),
        (".+..+.", [(1, 20), (1, 20)]),
        (".+-.", [(1, 20), (1, 2)]),
    ],
)
def test_neighbouring_signals_on_one_side_are_one_stretch(
    marks: str, found: list[tuple[int, int]]
) -> None:
    told = stretches(weeks(marks), measure="requests")

    assert told.select("points", "k").rows() == found
    assert (told["usual"] == 10.0 * told["points"]).all()


def test_a_stretch_is_dated_from_its_first_to_its_last_day() -> None:
    told = stretches(weeks("..++"), measure="requests")

    assert told.select("measure", "first", "last").rows() == [
        ("requests", date(2025, 1, 20), date(2025, 2, 2))
    ]


def test_the_planted_price_rise_is_among_the_changes(sample_facts: Any) -> None:
    year = Selection(sample_facts.last_month - 11, sample_facts.last_month)

    found = changes(sample_facts, year).filter(measure="requests")

    may_june = found.filter(
        pl.col("first") <= date(2025, 5, 31), pl.col("last") >= date(2025, 6, 30)
    )
    assert may_june.height == 1
    assert may_june["k"][0] > 1.5 * may_june["usual"][0]


def test_a_stretch_is_told_only_in_months_that_it_reaches(sample_facts: Any) -> None:
    all_of_it = changes(sample_facts, everything(sample_facts))

    last = Selection(sample_facts.last_month, sample_facts.last_month)
    assert all_of_it.height > changes(sample_facts, last).height
    assert all_of_it["last"].is_sorted(descending=True)


def test_without_a_history_nothing_changed(world: Any, facts_of: Any) -> None:
    facts = facts_of(world(accounts=[{"account_id": "A"}]), as_of="2026-01-31")

    assert changes(facts, everything(facts)).is_empty()
