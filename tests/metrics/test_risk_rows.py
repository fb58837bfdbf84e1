from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from insight.metrics.calendar import date_of, day_of
from insight.metrics.risk_rows import (
    account_looks,
    asked_within,
    known_on,
    looks,
    sources,
)


@pytest.fixture
def known(facts_of: Any, world: Any, phase: Any) -> Any:
    """Looks at account A, a customer since 2024-01-10: what is known on a day."""

    def build(*phases: Any, **tables: Any) -> Callable[[str], dict[str, Any] | None]:
        served = phases or (phase("A", "2024-01-10", None, 10),)
        accounts = tables.pop("accounts", [{"account_id": "A"}])
        made = world(accounts=accounts, subscriptions=list(served), **tables)
        found = sources(facts_of(made, as_of="2026-01-31"))

        def on(day: str) -> dict[str, Any] | None:
            rows = known_on(found, day=day_of(date.fromisoformat(day)))
            return rows.row(0, named=True) if rows.height else None

        return on

    return build


def _request(asked: str, outcome: str, settled: str | None) -> dict[str, Any]:
    return {
        "request_id": asked,
        "account_id": "A",
        "scope": "account",
        "requested_date": asked,
        "outcome": outcome,
        "outcome_date": settled,
    }


def test_an_issue_resolved_later_is_open_and_one_of_thirty_days_does_not_fester(
    known: Any,
) -> None:
    issue = {"issue_id": "I", "account_id": "A", "severity": "high"}
    dates = {"opened_date": "2025-01-01", "resolved_date": "2025-03-31"}

    on = known(issues=[issue | dates])

    days = ("2025-01-31", "2025-02-01", "2025-03-30", "2025-03-31")
    assert [on(day)["festering"] for day in days] == [False, True, True, False]


def test_a_champion_counts_for_ninety_days_from_the_day_of_leaving(known: Any) -> None:
    left = {"contact_id": "C", "account_id": "A", "is_champion": "1"}

    on = known(contacts=[left | {"left_date": "2025-01-10"}])

    days = ("2025-01-09", "2025-01-10", "2025-04-09", "2025-04-10")
    assert [on(day)["champion_left"] for day in days] == [False, True, True, False]


def test_the_contract_year_ends_on_the_next_anniversary(known: Any, phase: Any) -> None:
    yearly = phase("A", "2024-01-10", "2025-01-10", 1200, billing_interval="year")

    on = known(yearly)
    early, soon = on("2024-10-11"), on("2024-10-12")
    monthly = known(phase("A", "2024-01-10", None, 10))("2024-10-12")

    assert date_of(early["renews_on"]) == date(2025, 1, 10)
    assert (early["contract_ends"], soon["contract_ends"]) == (False, True)
    assert (monthly["renews_on"], monthly["contract_ends"]) == (None, False)


def test_a_failed_payment_is_seen_from_its_first_day(known: Any, phase: Any) -> None:
    phases = (
        phase("A", "2024-01-10", "2025-02-01", 10),
        phase("A", "2025-02-01", "2025-02-11", 10, status="past_due"),
        phase("A", "2025-02-11", None, 11),
    )

    on = known(*phases)

    days = ("2025-01-31", "2025-02-01", "2025-05-01", "2025-05-02")
    assert [on(day)["payment_failed"] for day in days] == [False, True, True, False]


def test_age_and_fit_are_flags(known: Any) -> None:
    on = known(accounts=[{"account_id": "A", "fit": "poor"}])

    rows = [on(d) for d in ("2024-01-10", "2024-04-09", "2026-01-09", "2026-01-10")]

    assert [(row["new"], row["old"]) for row in rows] == [
        (True, False),
        (False, False),
        (False, False),
        (False, True),
    ]
    assert all(row["poor_fit"] for row in rows)


def test_who_has_given_notice_is_not_active_until_it_is_settled(known: Any) -> None:
    saved = known(cancellation_requests=[_request("2025-02-10", "saved", "2025-02-20")])
    waiting = known(cancellation_requests=[_request("2025-02-10", "open", None)])

    assert saved("2025-02-09") is not None
    assert saved("2025-02-10") is None
    assert saved("2025-02-20") is not None
    assert waiting("2025-12-31") is None


def test_a_notice_in_an_exit_record_counts_also_before_the_exit(known: Any) -> None:
    notice = {"notice_date": "2025-11-15", "exit_date": "2026-06-01"}
    exits = [{"exit_id": "X", "account_id": "A", "reason_code": "merger"} | notice]

    on = known(exits=exits)

    assert on("2025-11-14") is not None
    assert on("2025-11-15") is None


def test_a_day_without_service_is_not_active_though_the_gap_is_bridged_later(
    known: Any, phase: Any
) -> None:
    phases = (
        phase("A", "2024-01-10", "2025-03-01", 10),
        phase("A", "2025-03-20", None, 10),
    )

    on = known(*phases)

    assert on("2025-02-28") is not None
    assert on("2025-03-10") is None
    assert on("2025-03-20")["tenure_days"] == 435


def test_requests_count_from_the_day_after_the_look_to_the_last_of_the_horizon(
    facts_of: Any, world: Any, phase: Any
) -> None:
    asked = [_request("2025-01-31", "open", None), _request("2025-03-02", "open", None)]
    tables = world(
        accounts=[{"account_id": "A"}],
        subscriptions=[phase("A", "2024-01-10", None, 10)],
        cancellation_requests=asked,
    )
    found = sources(facts_of(tables, as_of="2026-01-31"))
    look = day_of(date(2025, 1, 31))

    counted = [asked_within(found, day=look, horizon=h).height for h in (29, 30)]

    assert counted == [0, 1]


def test_looks_lie_a_horizon_apart_and_end_before_it(mini_facts: Any) -> None:
    monthly = [str(date_of(day)) for day in looks(mini_facts, horizon=30)]
    quarterly = [str(date_of(day)) for day in looks(mini_facts, horizon=90)]

    assert monthly[:2] == ["2025-01-31", "2025-02-28"]
    assert monthly[-1] == "2025-12-31"
    assert quarterly == ["2025-02-28", "2025-05-31", "2025-08-31", "2025-11-30"]


def test_nobody_who_asked_to_leave_is_to_be_called(sample_facts: Any) -> None:
    found = sources(sample_facts)
    day = sample_facts.as_of_day

    active = known_on(found, day=day)

    unsettled = found.requests.filter(pl.col("settled").is_null())
    waiting = unsettled.join(
        found.spells.filter(pl.col("end").is_null()), on="account"
    ).filter(pl.col("requested") >= pl.col("start"))
    assert waiting.height > 20
    assert active.join(waiting, on="account", how="semi").is_empty()


def test_no_request_is_counted_at_two_looks(sample_facts: Any) -> None:
    found = sources(sample_facts)

    rows = account_looks(found, looks(sample_facts, horizon=90), horizon=90)

    asked = rows.filter(pl.col("asked"))
    requests = found.requests.join(asked, on="account").filter(
        (pl.col("requested") - pl.col("look")).is_between(1, 90)
    )
    assert requests.select("account", "requested").is_unique().all()
