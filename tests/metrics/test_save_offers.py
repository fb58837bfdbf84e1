from datetime import date
from typing import Any

import pytest

from insight.metrics.files import everything
from insight.metrics.save_offers import (
    let_go_kindly,
    open_requests,
    save_funnel,
    stick_rates,
    young_saves,
)

STAGES = ("requests", "offered", "accepted", "declined", "no_answer", "exited")


def test_the_funnel_of_the_mini_world_has_both_denominators(mini_facts: Any) -> None:
    funnel = save_funnel(mini_facts, everything(mini_facts))

    row = funnel.row(0, named=True)

    assert [row[stage] for stage in STAGES] == [16, 9, 4, 4, 1, 11]
    assert row["withdrawn_without_offer"] == 1
    assert row["of_offered"] == pytest.approx(4 / 9)
    assert row["of_requests"] == pytest.approx(4 / 16)
    assert row["of_offered_low"] == pytest.approx(0.18878, abs=1e-5)


def test_the_funnel_by_times_presented_keeps_their_order(mini_facts: Any) -> None:
    funnel = save_funnel(mini_facts, everything(mini_facts), by="presented")

    assert funnel.select("group", "requests", "offered", "accepted").rows() == [
        ("not shown", 7, 0, 0),
        ("once", 6, 6, 4),
        ("twice", 2, 2, 0),
        ("3 times or more", 1, 1, 0),
    ]
    assert funnel["of_offered"].to_list()[0] is None


def test_no_save_rate_is_told_by_a_reason_only_leavers_have(mini_facts: Any) -> None:
    funnel = save_funnel(mini_facts, everything(mini_facts), by="reason_group")

    assert funnel.select("group", "requests", "offered", "of_offered").rows() == [
        ("festering", 2, 2, None),
        ("no exit recorded", 5, 4, None),
        ("poor_fit", 1, 0, None),
        ("resolvable", 4, 3, None),
        ("uncontrollable", 4, 0, None),
    ]


def test_a_save_sticks_only_when_it_is_old_enough_to_tell(mini_facts: Any) -> None:
    sticking = stick_rates(mini_facts, everything(mini_facts))

    counts = ("days", "accepted", "mature", "stuck", "immature", "mature_offered")
    assert sticking.select(counts).rows() == [(30, 4, 4, 4, 0, 9), (90, 4, 3, 2, 1, 7)]
    assert sticking["stick_rate"].to_list() == pytest.approx([1, 2 / 3])
    assert sticking["net"].to_list() == pytest.approx([4 / 9, 2 / 7])


def test_young_saves_say_how_long_to_wait(mini_facts: Any) -> None:
    young = young_saves(mini_facts, everything(mini_facts))

    assert young.select("request_id", "accepted", "age_days", "days_to_go").rows() == [
        ("R16", date(2026, 1, 16), 43, 47)
    ]


@pytest.fixture
def asked(world: Any, facts_of: Any, phase: Any) -> Any:
    def build(
        *offers: dict[str, Any], as_of: str = "2025-06-30", **request: Any
    ) -> Any:
        first = {"request_id": "R", "account_id": "A", "requested_date": "2025-06-01"}
        tables = world(
            accounts=[{"account_id": "A"}],
            subscriptions=[phase("A", "2025-01-01", None, 100)],
            cancellation_requests=[
                first | {"scope": "account", "outcome": "open"} | request
            ],
            exits=[
                {
                    "exit_id": "X",
                    "account_id": "A",
                    "exit_date": "2025-12-01",
                    "reason_code": "merger",
                }
            ],
            save_offers=[
                {
                    "offer_id": f"O{number}",
                    "request_id": "R",
                    "account_id": "A",
                    "offered_date": "2025-06-02",
                    "response": "no_answer",
                }
                | offer
                for number, offer in enumerate(offers)
            ],
        )
        return facts_of(tables, as_of=as_of)

    return build


@pytest.mark.parametrize(
    ("request_", "offers", "why"),
    [
        ({}, [], []),
        ({}, [{"times_presented": 2}], []),
        ({}, [{"times_presented": 3}], ["pushed"]),
        ({}, [{"times_presented": 2}, {}], ["pushed"]),
        ({}, [{"response": "declined"}], ["declined an offer"]),
        ({"exit_id": "X"}, [], ["not ours to change"]),
    ],
)
def test_an_open_request_is_let_go_kindly_where_an_offer_would_annoy(
    asked: Any, request_: dict[str, Any], offers: list[dict[str, Any]], why: list[str]
) -> None:
    facts = asked(*offers, **request_)

    found = open_requests(facts, everything(facts))

    assert found["why"].to_list() == [why]
    assert let_go_kindly(facts, everything(facts)).height == bool(why)


def test_an_outcome_of_later_is_still_open(asked: Any) -> None:
    later = {"outcome": "exited", "outcome_date": "2025-12-01", "exit_id": "X"}

    then, now = asked(**later), asked(**later, as_of="2026-01-31")

    assert open_requests(then, everything(then)).height == 1
    assert open_requests(now, everything(now)).height == 0


def test_a_reason_recorded_at_a_later_exit_is_not_known_yet(asked: Any) -> None:
    later = {"outcome": "exited", "outcome_date": "2025-12-01", "exit_id": "X"}

    then = asked(**later)

    found = open_requests(then, everything(then))
    assert found.select("reason", "why").rows() == [(None, [])]


def test_an_answer_of_later_is_not_known_yet(asked: Any) -> None:
    offer = {"response": "accepted", "responded_date": "2025-07-05"}

    then, now = asked(offer), asked(offer, as_of="2025-07-31")

    assert save_funnel(then, everything(then))["no_answer"].to_list() == [1]
    assert save_funnel(now, everything(now))["accepted"].to_list() == [1]


def test_a_request_for_one_subscription_is_no_save(asked: Any) -> None:
    facts = asked({"response": "accepted"}, scope="subscription")

    assert save_funnel(facts, everything(facts)).is_empty()
    assert stick_rates(facts, everything(facts)).is_empty()
