import math
from datetime import date
from typing import Any

import pytest

from insight.metrics.festering_backtest import festering_backtest, trails
from insight.metrics.files import everything
from insight.metrics.selection import Selection


def test_the_rule_names_two_leavers_of_the_mini_world(mini_facts: Any) -> None:
    found = festering_backtest(mini_facts, everything(mini_facts))

    # lead days by notice: A02 since 1 June, 49; A14 since 15 August, 47
    assert (found.leavers, found.named, found.lead_days) == (11, 2, (47.5, 48, 48.5))
    # named on a month's last day: A02 in June, A14 in August and September
    assert (found.named_months, found.hits, found.false_names) == (3, 3, 0)
    assert found.lift == pytest.approx(1 / found.base.value)


def test_months_without_ninety_days_after_them_are_not_judged(mini_facts: Any) -> None:
    late = festering_backtest(mini_facts, Selection(671, 673))

    assert (late.months, late.named_months, late.lift) == (0, 0, None)
    assert math.isnan(late.precision.value)


def test_false_names_are_customers_who_did_not_ask(
    world: Any, facts_of: Any, phase: Any
) -> None:
    names = ("asks", "stays", "quiet")
    tables = world(
        accounts=[{"account_id": name} for name in names],
        subscriptions=[phase(name, "2025-01-01", None, 100) for name in names],
        issues=[
            {"issue_id": name, "account_id": name, "opened_date": "2025-01-01"}
            | {"severity": "medium", "resolved_date": "2025-03-15"}
            for name in ("asks", "stays")
        ],
        cancellation_requests=[
            {"request_id": "R", "account_id": "asks", "scope": "account"}
            | {"requested_date": "2025-04-20", "outcome": "open"}
        ],
    )
    facts = facts_of(tables, as_of="2025-06-30")

    found = festering_backtest(facts, Selection(660, 662))

    # Month-ends January to March for three; festering at the end of February only;
    # 20 April is within 90 days of each of the three.
    assert (found.months, found.base_hits) == (9, 3)
    assert (found.named_months, found.hits, found.false_names) == (2, 1, 1)
    assert found.lift == pytest.approx(0.5 / (1 / 3))
    assert found.lead_days is None


def test_a_trail_shows_what_was_open_and_closed_too_late(mini_facts: Any) -> None:
    found = trails(mini_facts, everything(mini_facts))

    columns = ("exit_id", "notice", "issue_id", "opened", "open_days", "closed_late")
    assert found.select(columns).rows() == [
        ("X09", date(2025, 10, 1), "I02", date(2025, 7, 15), 77, True),
        ("X01", date(2025, 7, 20), "I01", date(2025, 5, 1), 79, False),
    ]


def test_nothing_festering_gives_an_empty_trail(world: Any, facts_of: Any) -> None:
    facts = facts_of(world(accounts=[{"account_id": "A"}]), as_of="2026-01-31")

    assert trails(facts, everything(facts)).is_empty()
    assert festering_backtest(facts, everything(facts)).leavers == 0


def test_the_rule_names_few_leavers_and_better_than_chance(sample_facts: Any) -> None:
    found = festering_backtest(sample_facts, everything(sample_facts))

    assert found.share_named.high < 0.2
    assert found.precision.low > found.base.high
    assert found.false_names > found.hits
