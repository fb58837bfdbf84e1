"""What changed beyond noise."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from insight.metrics.changes import changes, told
from insight.metrics.files import everything
from insight.metrics.selection import Selection

MONDAY = date(2025, 1, 6)


def weeks(marks: str) -> pl.DataFrame:
    """One week per letter: + and - are signals since the first day, . is none."""
    counts = {"+": 20.0, "-": 2.0, ".": 10.0}
    days = [MONDAY + timedelta(weeks=n) for n in range(len(marks))]
    return pl.DataFrame(
        {
            "begins": days,
            "last": [day + timedelta(days=6) for day in days],
            "since": [MONDAY] * len(marks),
            "observed": [counts[mark] + n for n, mark in enumerate(marks)],
            "expected": [10.0] * len(marks),
            "verdict": ["signal" if mark != "." else "noise" for mark in marks],
        }
    )


@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ("....", []),
        (".++.", [22]),
        (".+.+.", [23]),
        (".+....+.", [21, 26]),
        (".+-.", [21, 4]),
    ],
)
def test_neighbouring_signals_are_one_change_as_told_on_its_last_day(
    marks: str, found: list[int]
) -> None:
    assert told(weeks(marks), measure="requests")["k"].to_list() == found


def test_a_change_lasts_from_the_day_it_names_to_its_last_signal() -> None:
    change = told(weeks("..++"), measure="requests")

    assert change.select("measure", "first", "last").rows() == [
        ("requests", MONDAY, date(2025, 2, 2))
    ]


def test_the_planted_price_rise_is_among_the_changes(sample_facts: Any) -> None:
    year = Selection(sample_facts.last_month - 11, sample_facts.last_month)

    found = changes(sample_facts, year).filter(measure="requests")

    may_june = found.filter(
        pl.col("first") <= date(2025, 6, 10), pl.col("last") >= date(2025, 5, 20)
    )
    assert may_june.height == 1
    assert may_june["k"][0] > 1.4 * may_june["usual"][0]


def test_a_stretch_is_told_only_in_months_that_it_reaches(sample_facts: Any) -> None:
    all_of_it = changes(sample_facts, everything(sample_facts))

    last = Selection(sample_facts.last_month, sample_facts.last_month)
    assert all_of_it.height > changes(sample_facts, last).height
    assert all_of_it["last"].is_sorted(descending=True)


def test_without_a_history_nothing_changed(world: Any, facts_of: Any) -> None:
    facts = facts_of(world(accounts=[{"account_id": "A"}]), as_of="2026-01-31")

    assert changes(facts, everything(facts)).is_empty()
