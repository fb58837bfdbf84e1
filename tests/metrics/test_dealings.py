"""What was offered in a request, and what they said to it by the day that counts."""

from datetime import date
from typing import Any

import pytest

from insight.metrics.calendar import day_of
from insight.metrics.frame import polars


def offer(number: int, **more: object) -> dict[str, object]:
    return {
        "offer_id": f"O{number}",
        "request_id": "R",
        "account_id": "A",
        "offer_type": "discount",
        "offered_date": f"2025-03-0{number}",
        **more,
    }


def yes(day: str) -> dict[str, str]:
    return {"response": "accepted", "responded_date": day}


def no(day: str) -> dict[str, str]:
    return {"response": "declined", "responded_date": day}


@pytest.mark.parametrize(
    ("offers", "said"),
    [
        ([], (0, 0, 0, None)),
        ([offer(1, **no("2025-03-04"))], (1, 1, 1, None)),
        ([offer(1, **yes("2025-03-04"))], (1, 1, 0, "2025-03-04")),
        ([offer(1, response="accepted")], (1, 1, 0, "2025-03-01")),
        ([offer(1, response="no_answer", times_presented=3)], (1, 3, 0, None)),
        (
            [offer(1, **yes("2025-03-09")), offer(2, **yes("2025-03-07"))],
            (2, 2, 0, "2025-03-07"),
        ),
        ([offer(1, **yes("2025-03-11")), offer(2, **no("2025-03-11"))], (2, 2, 0, None)),
        ([offer(1, **yes("2025-03-10"))], (1, 1, 0, "2025-03-10")),
    ],
)  # fmt: skip
def test_a_request_says_what_was_offered_and_the_first_acceptance(
    world: Any, facts_of: Any, offers: list[dict[str, object]], said: tuple[Any, ...]
) -> None:
    request = {"request_id": "R", "account_id": "A", "requested_date": "2025-03-01"}
    tables = world(
        accounts=[{"account_id": "A"}],
        cancellation_requests=[request | {"scope": "account", "outcome": "open"}],
        **({"save_offers": offers} if offers else {}),
    )

    facts = facts_of(tables, as_of="2025-03-10")

    *counts, accepted = said
    day = accepted and day_of(date.fromisoformat(accepted))
    found = polars(facts.requests).select("offers", "presented", "declined", "accepted")
    assert found.rows() == [(*counts, day)]
