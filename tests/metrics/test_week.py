from datetime import date
from typing import Any

import pytest

from insight.metrics.calendar import month_of
from insight.metrics.selection import Selection
from insight.metrics.week import Week, up_to, week_of, whole_weeks


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2026, 2, 9), "2026-W07"),
        (date(2026, 2, 15), "2026-W07"),
        (date(2024, 12, 30), "2025-W01"),
        (date(2027, 1, 3), "2026-W53"),
    ],
)
def test_a_week_is_that_of_iso_8601(day: date, label: str) -> None:
    week = week_of(day)

    assert week.label == label
    assert week.monday <= day <= week.sunday


def test_only_weeks_that_are_over_are_offered(mini_facts: Any) -> None:
    weeks = whole_weeks(mini_facts)

    # The data speaks of January 2025 (first Monday the 6th) to Saturday 28 February 2026.
    assert (weeks[0].label, weeks[-1].label) == ("2026-W08", "2025-W02")
    assert weeks == sorted(weeks, reverse=True)
    assert len(weeks) == 59


def test_a_week_ends_the_months_of_its_review(mini_facts: Any) -> None:
    year = Selection(
        month_of(date(2025, 3, 1)), month_of(date(2026, 2, 1)), plans=("p",)
    )

    chosen = up_to(year, Week(2025, 40), facts=mini_facts)

    assert chosen.plans == ("p",)
    assert chosen.last_month == month_of(date(2025, 10, 1))
    assert chosen.first_month == mini_facts.first_month


def test_what_was_known_ends_with_the_week_or_with_the_data(mini_facts: Any) -> None:
    assert Week(2025, 20).as_of(mini_facts) == date(2025, 5, 18)
    assert Week(2026, 9).as_of(mini_facts) == date(2026, 2, 28)
