"""Where vendors disagree: each way to count, of the same rows."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from insight.metrics.build import build_facts
from insight.metrics.calendar import month_of
from insight.metrics.facts import Facts
from insight.metrics.files import everything
from insight.metrics.frame import polars
from insight.metrics.headline import logo_churn
from insight.metrics.monthly import monthly
from insight.metrics.selection import Selection
from insight.settings import Choices

Counted = Callable[..., Facts]


@pytest.fixture
def counted(world: Any, phase: Any) -> Counted:
    """Facts of the phases of A, with a customer B who was always there."""

    def facts(*phases: tuple[str, str | None, float, str], **chosen: Any) -> Facts:
        rows = [
            phase("A", start, end, amount, subscription_id="a", status=status)
            for start, end, amount, status in phases
        ]
        other = phase("B", "2024-06-01", None, 50)
        gone = phase("C", "2024-06-01", "2025-01-01", 10)
        accounts = [{"account_id": name} for name in "ABC"]
        tables = world(accounts=accounts, subscriptions=[*rows, other, gone])
        choices = Choices(currency="USD", **chosen)
        return build_facts(tables, as_of=date(2025, 12, 31), choices=choices)

    return facts


def moved(facts: Facts) -> dict[str, dict[str, float]]:
    """What A moved by month: each kind that is not 0."""
    months = monthly(facts, everything(facts)).filter(pl.col("month") > "2025-01")
    kinds = ("new", "reactivation", "expansion", "contraction", "churn")
    return {
        row["month"]: {kind: row[kind] for kind in kinds if row[kind]}
        for row in months.iter_rows(named=True)
        if any(row[kind] for kind in kinds)
    }


def exits_of(facts: Facts) -> list[tuple[Any, ...]]:
    """Day and return of each exit of A."""
    rows = polars(facts.exits).filter(account_id="A").sort("day")
    return rows.select(
        pl.from_epoch("day", time_unit="d"), pl.from_epoch("return_day", time_unit="d")
    ).rows()


FREE = (("2025-02-01", "2025-05-01", 100, "active"), ("2025-05-01", None, 0, "active"))


@pytest.mark.parametrize(
    ("free_plan", "left", "kind"),
    [
        ("churned", 1, "churn"),
        ("contraction", 0, "contraction"),
        ("a customer", 0, "contraction"),
    ],
)
def test_a_paid_plan_that_becomes_a_free_one_is_churn_or_contraction(
    counted: Counted, free_plan: str, left: int, kind: str
) -> None:
    facts = counted(*FREE, free_plan=free_plan)

    assert len(exits_of(facts)) == left
    assert moved(facts) == {"2025-02": {"new": 100}, "2025-05": {kind: -100}}


@pytest.mark.parametrize(
    ("free_plan", "customers"), [("churned", 1), ("contraction", 1), ("a customer", 2)]
)
def test_who_never_paid_is_a_customer_only_where_free_plans_count(
    counted: Counted, free_plan: str, customers: int
) -> None:
    facts = counted(("2025-02-01", None, 0, "active"), free_plan=free_plan)

    months = monthly(facts, everything(facts))
    assert months["customers_end"][-1] == customers


AWAY = (("2025-02-01", "2025-04-01", 100, "active"), ("2025-09-01", None, 80, "active"))


@pytest.mark.parametrize(
    ("days", "kind", "back"),
    [
        (0, "reactivation", date(2025, 9, 1)),
        (200, "reactivation", date(2025, 9, 1)),
        (90, "new", None),
    ],
)
def test_a_return_after_so_many_days_is_a_new_customer(
    counted: Counted, days: int, kind: str, back: date | None
) -> None:
    facts = counted(*AWAY, new_again_days=days)

    assert exits_of(facts) == [(date(2025, 4, 1), back)]
    assert moved(facts) == {
        "2025-02": {"new": 100}, "2025-04": {"churn": -100}, "2025-09": {kind: 80},
    }  # fmt: skip
    months = monthly(facts, everything(facts)).filter(month="2025-09")
    assert months.select("new_customers", "returned_customers").row(0) == (
        (1, 0) if kind == "new" else (0, 1)
    )


def test_who_comes_and_goes_is_in_neither_part_of_logo_churn_or_in_both(
    counted: Counted,
) -> None:
    june = Selection(month_of(date(2025, 6, 1)), month_of(date(2025, 6, 1)))
    told = {}
    for way in ("in neither part", "in both parts"):
        facts = counted(("2025-06-03", "2025-06-20", 100, "active"), came_and_gone=way)
        rate = monthly(facts, june)["logo_churn_rate"].item()
        told[way] = (logo_churn(facts, june), rate)

    assert told == {"in neither part": ((0, 1), 0), "in both parts": ((1, 2), 0.5)}


LATE = (
    ("2025-02-01", "2025-05-25", 100, "active"),
    ("2025-06-10", None, 100, "active"),
)


def test_a_late_renewal_is_a_gap_in_mrr_or_paid_throughout(counted: Counted) -> None:
    gap, paid = (
        counted(*LATE, late_renewal=way) for way in ("a gap", "paid throughout")
    )

    assert exits_of(gap) == exits_of(paid) == []
    assert moved(gap) == {
        "2025-02": {"new": 100},
        "2025-05": {"contraction": -100},
        "2025-06": {"expansion": 100},
    }
    assert moved(paid) == {"2025-02": {"new": 100}}


PAUSE = (
    ("2025-02-01", "2025-04-01", 100, "active"),
    ("2025-04-01", "2025-07-15", 100, "paused"),
    ("2025-07-15", None, 100, "active"),
)


def test_a_pause_beyond_its_limit_is_bridged_by_the_grace_or_an_exit(
    counted: Counted,
) -> None:
    bridged, hard = (
        counted(*PAUSE, long_pause=way) for way in ("back within the grace", "an exit")
    )

    assert exits_of(bridged) == []
    assert exits_of(hard) == [(date(2025, 6, 30), date(2025, 7, 15))]
