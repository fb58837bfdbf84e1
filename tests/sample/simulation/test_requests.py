"""Hazards of a request, worked out by hand for one account at a time."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from insight.sample.days import NEVER, number
from insight.sample.simulation.customers import Customers, customers_of
from insight.sample.simulation.reasons import CODES, GROUP_OF
from insight.sample.simulation.requests import hazards
from insight.taxonomy import REASONS

ORDINARY_DAY = date(2024, 4, 15)
# .00024 + .00036 + .00006 a day, 90 to 730 days after the start.
PLAIN = 0.00066


def customer(*, poor_fit: bool = False, tenure: int = 200, day: date) -> Customers:
    start = number(day) - tenure
    return customers_of(
        pl.DataFrame(
            {
                "starts_on": [start],
                "months": [1],
                "poor_fit": [poor_fit],
                "kind": ["customer"],
            }
        )
    )


def total(customers: Customers, day: date) -> float:
    return float(hazards(customers, who=np.array([0]), day=number(day)).sum())


@pytest.mark.parametrize(
    ("tenure", "day", "expected"),
    [
        (200, ORDINARY_DAY, PLAIN),
        (89, ORDINARY_DAY, PLAIN * 1.5),
        (90, ORDINARY_DAY, PLAIN),
        (730, ORDINARY_DAY, PLAIN),
        (731, ORDINARY_DAY, PLAIN * 0.7),
        (200, date(2024, 12, 1), PLAIN * 1.3),
        (200, date(2024, 1, 31), PLAIN * 1.3),
        (200, date(2025, 5, 1), PLAIN * 1.8),
        (200, date(2025, 6, 30), PLAIN * 1.8),
        (200, date(2025, 7, 1), PLAIN),
    ],
)
def test_tenure_season_and_price_rise_multiply_the_hazard(
    tenure: int, day: date, expected: float
) -> None:
    customers = customer(tenure=tenure, day=day)

    assert total(customers, day) == pytest.approx(expected)


def test_a_poor_fit_multiplies_its_own_part_by_five() -> None:
    customers = customer(poor_fit=True, day=ORDINARY_DAY)

    assert total(customers, ORDINARY_DAY) == pytest.approx(PLAIN + 4 * 0.00006)


def test_a_festering_issue_triples_the_hazard_and_takes_the_blame() -> None:
    customers = customer(day=ORDINARY_DAY)
    customers.festering[0] = 2

    parts = hazards(customers, who=np.array([0]), day=number(ORDINARY_DAY))

    assert parts.sum() == pytest.approx(3 * PLAIN)
    assert parts[list(CODES).index("festering"), 0] == pytest.approx(2 * PLAIN)


@pytest.mark.parametrize(("days_ago", "times"), [(0, 4), (89, 4), (90, 1)])
def test_a_champion_who_left_multiplies_the_parts_of_people(
    days_ago: int, times: int
) -> None:
    customers = customer(day=ORDINARY_DAY)
    customers.champion_left_on[0] = number(ORDINARY_DAY) - days_ago

    leadership, champion = 0.2 * 0.00024, 0.04 * 0.00036
    extra = (times - 1) * (leadership + champion)
    assert total(customers, ORDINARY_DAY) == pytest.approx(PLAIN + extra)


def test_tests_and_trials_are_never_customers() -> None:
    accounts = pl.DataFrame(
        {
            "starts_on": [0, NEVER],
            "months": [1, 1],
            "poor_fit": [False, False],
            "kind": ["test", "trial"],
        }
    )

    customers = customers_of(accounts)

    assert customers.status.tolist() == [4, 4]


def test_every_reason_code_lies_in_the_group_of_its_cause() -> None:
    groups = {
        code: GROUP_OF[cause] for cause, shares in CODES.items() for code in shares
    }

    assert groups == {code: REASONS[code].group.value for code in groups}
