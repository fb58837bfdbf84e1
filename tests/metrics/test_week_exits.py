from datetime import date
from typing import Any

import pytest

from insight.metrics.files import everything
from insight.metrics.week import Week
from insight.metrics.week_exits import week_exits, week_offers, week_returns

WEEK = Week(2025, 10)  # 3 to 9 March


@pytest.fixture
def facts(world: Any, phase: Any, facts_of: Any) -> Any:
    day = date
    tables = world(
        accounts=[{"account_id": name, "account_name": name} for name in "ABC"],
        subscriptions=[
            phase("A", "2024-01-01", "2025-03-05", 100),
            phase("B", "2024-01-01", "2025-03-09", 300),
            phase("C", "2024-01-01", "2025-03-10", 500),
            phase("C", "2025-06-02", None, 400),
        ],
        exits=[
            {
                "exit_id": "X1", "account_id": "A", "exit_date": day(2025, 3, 5),
                "reason_code": "no_roi", "stated_reason_code": "budget_cut",
            },
        ],
        offboarding=[
            {
                "exit_id": "X1", "cancel_requested_date": day(2025, 2, 1),
                "closed_date": day(2025, 2, 20), "surprise_fee": False, "owner": "Ann",
            },
        ],
        cancellation_requests=[
            {
                "request_id": "R1", "account_id": "A", "scope": "account",
                "requested_date": day(2025, 2, 1), "exit_id": "X1",
                "outcome": "exited",
            },
        ],
        save_offers=[
            {
                "offer_id": "O1", "request_id": "R1", "account_id": "A",
                "offered_date": day(2025, 2, 2), "offer_type": "pause",
                "response": "declined", "responded_date": day(2025, 2, 3),
            },
        ],
        issues=[
            {
                "issue_id": f"I{number}", "account_id": "A", "severity": severity,
                "opened_date": opened, "resolved_date": resolved,
            }
            for number, (severity, opened, resolved) in enumerate(
                [
                    ("high", day(2025, 1, 1), day(2025, 3, 5)),
                    ("low", day(2024, 12, 1), None),
                    ("high", day(2025, 3, 1), None),
                    ("high", day(2025, 1, 1), day(2025, 3, 4)),
                    ("high", day(2025, 3, 5), None),
                ]
            )
        ],
    )  # fmt: skip
    return facts_of(tables, as_of="2025-06-30")


def test_the_exits_of_a_week_are_from_monday_to_sunday(facts: Any) -> None:
    rows = week_exits(facts, everything(facts), week=WEEK)

    assert rows.select("account_id", "mrr").rows() == [("B", 300), ("A", 100)]


def test_a_card_knows_reasons_promises_issues_and_offers(facts: Any) -> None:
    rows = week_exits(facts, everything(facts), week=WEEK)
    card = rows.filter(account_id="A").row(0, named=True)
    offers = week_offers(facts, rows)

    assert (card["reason"], card["stated_reason"]) == ("no_roi", "budget_cut")
    assert (card["closed_in_7_days"], card["no_surprise_fee"]) == (0, 1)
    assert card["one_contact"] is None
    # On 4 March: open since 1 January (63 days; closed with the exit), since 1 December
    # (low), since 1 March. The one resolved on the 4th was closed by then.
    assert (card["issues"], card["oldest_days"], card["festering"]) == (3, 93, 1)
    assert offers.select("exit_id", "offer_type", "response").rows() == [
        ("X1", "pause", "declined")
    ]


def test_an_exit_without_a_record_has_no_reason_and_no_promises(facts: Any) -> None:
    card = week_exits(facts, everything(facts), week=WEEK).row(0, named=True)

    assert (card["exit_id"], card["reason"], card["good"]) == (None, "unknown", None)
    assert (card["issues"], card["oldest_days"]) == (0, None)


def test_the_returns_of_a_week_say_how_long_they_were_away(facts: Any) -> None:
    rows = week_returns(facts, everything(facts), week=Week(2025, 23))

    assert rows.select("account_id", "days", "last_mrr", "return_mrr").rows() == [
        ("C", 84, 500, 400)
    ]
