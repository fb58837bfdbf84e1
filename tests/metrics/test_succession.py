from typing import Any

import polars as pl
import pytest

from insight.metrics.files import exits_file, monthly_file, spells_file

S = {"subscription_id": "S"}


@pytest.fixture
def facts_for(facts_of: Any, world: Any) -> Any:
    def build(*phases: Any, as_of: str = "2025-06-30") -> Any:
        return facts_of(
            world(accounts=[{"account_id": "A"}], subscriptions=list(phases)),
            as_of=as_of,
        )

    return build


def closing(facts: Any) -> list[float]:
    return monthly_file(facts)["closing_mrr"].to_list()


def test_a_later_phase_of_a_subscription_ends_an_earlier_one(
    facts_for: Any, phase: Any
) -> None:
    overlapping = facts_for(
        phase("A", "2025-01-01", "2025-04-10", 100, **S),
        phase("A", "2025-03-25", None, 150, **S),
    )
    left_open = facts_for(
        phase("A", "2025-01-01", None, 100, **S),
        phase("A", "2025-03-01", None, 150, **S),
    )

    assert closing(overlapping) == [100, 100, 150, 150, 150, 150]
    assert closing(left_open) == [100, 100, 150, 150, 150, 150]


def test_a_phase_within_another_one_ends_it_for_good(
    facts_for: Any, phase: Any
) -> None:
    facts = facts_for(
        phase("A", "2025-01-01", None, 100, **S),
        phase("A", "2025-03-01", "2025-04-15", 150, **S),
    )

    assert exits_file(facts)["exit_date"].cast(pl.String).to_list() == ["2025-04-15"]


def test_other_subscriptions_of_the_account_are_added_up(
    facts_for: Any, phase: Any
) -> None:
    facts = facts_for(
        phase("A", "2025-01-01", None, 100), phase("A", "2025-03-01", None, 30)
    )

    assert closing(facts) == [100, 100, 130, 130, 130, 130]


def test_the_same_phase_under_two_ids_counts_once(facts_for: Any, phase: Any) -> None:
    facts = facts_for(
        phase("A", "2025-01-01", None, 100, **S),
        phase("A", "2025-01-01", "2025-05-01", 100, phase_id="twin", **S),
        phase("A", "2025-01-01", None, 20, **S, plan_id="add-on"),
    )

    assert closing(facts) == [120] * 6


def test_a_free_phase_ends_the_paid_one_before_it(facts_for: Any, phase: Any) -> None:
    facts = facts_for(
        phase("A", "2025-01-01", None, 100, **S),
        phase("A", "2025-04-01", None, 0, **S),
    )

    assert exits_file(facts)["exit_date"].cast(pl.String).to_list() == ["2025-04-01"]


def test_a_trial_that_goes_on_from_a_paid_phase_is_a_pause(
    facts_for: Any, phase: Any
) -> None:
    facts = facts_for(
        phase("A", "2025-01-01", "2025-03-15", 100, **S),
        phase("A", "2025-03-15", "2025-05-01", 200, status="trial", **S),
        phase("A", "2025-05-01", None, 200, **S),
    )

    assert exits_file(facts).is_empty()
    assert closing(facts)[-4:] == [0, 0, 200, 200]


@pytest.mark.parametrize("begins", ["2025-01-01", "2025-05-20"])
def test_a_trial_before_or_long_after_paid_service_is_none(
    facts_for: Any, phase: Any, begins: str
) -> None:
    facts = facts_for(
        phase("A", begins, None, 100, status="trial", **S),
        phase("A", "2025-02-01", "2025-03-15", 100, **S),
    )

    assert spells_file(facts)["start_date"].cast(pl.String).to_list() == ["2025-02-01"]
    assert exits_file(facts).height == 1
