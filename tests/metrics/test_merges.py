from typing import Any

import pytest

from insight.metrics.files import exits_file, snapshot_file
from insight.metrics.headline import logo_churn
from insight.metrics.selection import Selection

FEBRUARY, JUNE = 661, 665


def _moves(facts: Any) -> list[tuple[Any, ...]]:
    return snapshot_file(facts).select("month", "account_id", "kind", "delta").rows()


def _account(name: str, into: str | None = None, on: str | None = None) -> Any:
    merge = {"merged_into_account_id": into, "merged_date": on}
    return {"account_id": name} | merge


@pytest.fixture
def merged(world: Any, facts_of: Any) -> Any:
    def build(*accounts: Any, phases: list[Any], **choices: int) -> Any:
        tables = world(accounts=list(accounts), subscriptions=phases)
        return facts_of(tables, as_of="2025-12-31", **choices)

    return build


def test_a_merge_into_no_customer_is_churn_of_the_account_that_left(
    merged: Any, phase: Any
) -> None:
    facts = merged(
        _account("A", "B", "2025-06-15"),
        _account("B"),
        phases=[phase("A", "2025-01-01", "2025-06-15", 100)],
    )

    assert _moves(facts) == [("2025-06", "A", "churn", -100)]
    assert exits_file(facts).select("account_id", "month").rows() == [("A", "2025-06")]


def test_an_exit_before_a_merge_into_a_customer_stays_an_exit(
    merged: Any, phase: Any
) -> None:
    facts = merged(
        _account("A", "B", "2025-06-20"),
        _account("B"),
        phases=[
            phase("A", "2025-01-01", "2025-06-05", 100),
            phase("B", "2025-01-01", None, 400),
        ],
    )

    assert _moves(facts) == [("2025-06", "A", "churn", -100)]
    assert logo_churn(facts, Selection(JUNE, JUNE)) == (1, 2)


def test_two_merges_in_one_month_move_nothing(merged: Any, phase: Any) -> None:
    facts = merged(
        _account("A", "B", "2025-06-10"),
        _account("B", "C", "2025-06-20"),
        _account("C"),
        phases=[
            phase("A", "2025-01-01", None, 100),
            phase("B", "2025-01-01", None, 200),
            phase("C", "2025-01-01", "2025-10-01", 400),
        ],
        first_month=FEBRUARY,
    )

    assert _moves(facts) == [("2025-10", "C", "contraction", -400)]


def test_a_merge_into_an_account_that_was_merged_itself_goes_to_the_last(
    merged: Any, phase: Any
) -> None:
    facts = merged(
        _account("A", "B", "2025-08-10"),
        _account("B", "C", "2025-03-01"),
        _account("C"),
        phases=[
            phase("A", "2025-01-01", "2025-09-05", 100),
            phase("C", "2025-01-01", "2025-10-01", 400),
        ],
    )

    assert _moves(facts) == [
        ("2025-09", "C", "contraction", -100),
        ("2025-10", "C", "churn", -400),
    ]


def test_a_merge_that_closes_a_circle_is_left_out(merged: Any, phase: Any) -> None:
    facts = merged(
        _account("A", "B", "2025-03-01"),
        _account("B", "A", "2025-06-01"),
        phases=[
            phase("A", "2025-01-01", "2025-09-01", 100),
            phase("B", "2025-01-01", None, 400),
        ],
    )

    assert _moves(facts) == [("2025-09", "B", "contraction", -100)]


def test_a_merge_does_not_restart_the_dunning_limit(merged: Any, phase: Any) -> None:
    facts = merged(
        _account("A", "B", "2025-03-20"),
        _account("B"),
        phases=[
            phase("A", "2025-01-01", "2025-03-01", 100),
            phase("A", "2025-03-01", None, 100, status="past_due"),
            phase("B", "2025-01-01", None, 400),
        ],
        first_month=FEBRUARY,
    )

    assert _moves(facts) == [("2025-03", "B", "contraction", -100)]
