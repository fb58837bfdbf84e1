from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from insight.metrics.week import Week
from insight.review.decided import concerns, decisions_table, is_overdue
from insight.store.decisions import About, Content, Decision, Status

WEEK = Week(2026, 3)
AT = datetime(2026, 1, 19, 9, tzinfo=UTC)
MADE = Decision(
    1, 1, "2026-W02", "2026-W02", "ann", AT, True,
    Content("Call Acme", "Ann", date(2026, 1, 18), about=About.EXIT, subject="A1"),
)  # fmt: skip


def with_status(status: Status, *, changed_in: str) -> Decision:
    content = replace(MADE.content, status=status)
    return replace(MADE, changed_in=changed_in, content=content)


@pytest.mark.parametrize("status", [Status.OPEN, Status.UNDER_WAY])
def test_a_decision_is_carried_over_until_it_is_done(status: Status) -> None:
    assert concerns(with_status(status, changed_in="2026-W02"), Week(2026, 9))


@pytest.mark.parametrize("status", [Status.DONE, Status.DROPPED])
def test_a_settled_decision_is_shown_in_the_week_that_settled_it(
    status: Status,
) -> None:
    settled = with_status(status, changed_in="2026-W03")

    assert concerns(settled, WEEK)
    assert not concerns(settled, Week(2026, 4))
    assert concerns(settled, Week(2026, 2))
    assert not concerns(settled, Week(2026, 1))


def test_it_is_overdue_when_its_day_is_over_and_it_is_not_done() -> None:
    assert is_overdue(MADE, WEEK)
    assert not is_overdue(MADE, Week(2026, 2))
    assert not is_overdue(with_status(Status.DONE, changed_in="2026-W03"), WEEK)


def test_the_table_names_the_account_and_says_what_is_late() -> None:
    table = decisions_table([MADE], {"A1": "Acme"}, week=WEEK)

    assert table.rows == (
        (
            "Call Acme",
            "Ann",
            "18 Jan 2026, overdue",
            "open",
            "exit of Acme",
            "2026-W02",
        ),
    )
