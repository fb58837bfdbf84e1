from datetime import date
from typing import Any

import pytest

from insight.metrics.files import everything
from insight.metrics.promises import promises_due

ASKED = date(2025, 3, 1)


@pytest.fixture
def due(world: Any, facts_of: Any) -> Any:
    def build(as_of: str, **record: Any) -> list[tuple[Any, ...]]:
        facts = facts_of(
            world(
                accounts=[{"account_id": "A", "account_name": "A"}],
                exits=[
                    {"exit_id": "X", "account_id": "A", "exit_date": date(2025, 6, 1)}
                ],
                offboarding=[{"exit_id": "X", "cancel_requested_date": ASKED} | record],
            ),
            as_of=as_of,
        )
        rows = promises_due(facts, everything(facts))
        return rows.select("promise", "days_waiting", "days_overdue").rows()

    return build


CLOSED = {"closed_date": ASKED}


def test_a_closing_is_due_once_it_is_late_also_before_the_exit(due: Any) -> None:
    assert due("2025-03-08") == []
    assert due("2025-03-09") == [("closing", 8, 1)]
    assert due("2025-03-09", closed_date=date(2025, 3, 9)) == []
    assert due("2025-03-09", closed_date=date(2025, 3, 10)) == [("closing", 8, 1)]


def test_an_export_is_due_until_it_is_delivered(due: Any) -> None:
    asked = CLOSED | {
        "export_requested": True,
        "export_requested_date": date(2025, 3, 3),
    }

    assert due("2025-03-05", **asked) == [("export", 2, 2)]
    assert due("2025-03-02", **asked) == []
    sent = asked | {"export_delivered": True, "export_delivered_date": date(2025, 3, 6)}
    assert due("2025-03-05", **sent) == [("export", 2, 2)]
    assert due("2025-03-06", **sent) == []


def test_an_export_without_days_is_due_from_the_request_to_leave(due: Any) -> None:
    asked = CLOSED | {"export_requested": True}

    assert due("2025-03-05", **asked) == [("export", 4, 4)]
    assert due("2025-03-05", export_delivered=True, **asked) == []
    assert due("2025-03-05", **CLOSED) == []


def test_an_old_promise_is_broken_and_no_work(due: Any) -> None:
    assert due("2025-05-30")[0][0] == "closing"
    assert due("2025-05-31") == []
