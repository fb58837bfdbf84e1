from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from insight.metrics.calendar import month_of
from insight.metrics.files import everything
from insight.metrics.selection import Selection
from insight.metrics.signal_table import signal_table
from insight.metrics.signals import monthly_signals, return_signals, weekly_signals

# 100 customers since 2024. The data speak from January 2025, whose first Monday is the 6th.
MONDAY = date(2025, 1, 6)
JANUARY = month_of(MONDAY)


@pytest.fixture
def weeks_of(facts_of: Any, world: Any, phase: Any) -> Any:
    def build(counts: list[int], *, as_of: str, scope: str = "account") -> Any:
        names = [f"A{number:03}" for number in range(100)]
        asked = [
            {
                "request_id": f"R{week}-{number}",
                "account_id": names[number],
                "scope": scope,
                "requested_date": MONDAY + timedelta(days=7 * week + 6),
                "outcome": "open",
            }
            for week, count in enumerate(counts)
            for number in range(count)
        ]
        tables = world(
            accounts=[{"account_id": name} for name in names],
            subscriptions=[phase(name, "2024-06-01", None, 10) for name in names],
            cancellation_requests=asked,
        )
        facts = facts_of(tables, as_of=as_of, first_month=JANUARY)
        return weekly_signals(facts, everything(facts))

    return build


def test_a_week_is_judged_by_the_weeks_before_it(weeks_of: Any) -> None:
    weeks = weeks_of([2] * 26 + [2, 14], as_of="2025-07-20")

    first, *_, usual, high = weeks.rows(named=True)
    assert weeks.height == 28
    assert (first["week"], first["requests"], first["active"]) == (MONDAY, 2, 100)
    assert (first["mean"], first["verdict"]) == (None, "no limits")
    assert (usual["mean"], usual["per_1000"]) == (pytest.approx(20), pytest.approx(20))
    assert (usual["lower"], usual["verdict"]) == (0, "noise")
    assert usual["meaning"].endswith("is normal variation")
    assert (high["verdict"], high["observed"]) == ("signal", 14)
    assert high["per_1000"] > high["upper"]
    assert high["meaning"] == "more than usual: 14 where 2 would be usual"


def test_weeks_add_up_to_a_signal_that_names_its_first_day(weeks_of: Any) -> None:
    weeks = weeks_of([2] * 30 + [4] * 12, as_of="2025-10-26")

    last = weeks.row(-1, named=True)
    assert (weeks["requests"] / weeks["active"] < 0.05).all()
    assert (last["verdict"], last["since"]) == ("signal", MONDAY + timedelta(weeks=30))
    assert last["meaning"].startswith("more than usual since 4 Aug 2025: 48 where 2")


def test_later_weeks_do_not_change_what_earlier_ones_say(weeks_of: Any) -> None:
    counts = [1, 3] * 13 + [2, 2] * 13 + [9] * 10

    then = weeks_of(counts[:52], as_of="2026-01-04")
    later = weeks_of(counts, as_of="2026-03-15")

    assert_frame_equal(then, later.head(52))


def test_the_running_week_and_single_subscriptions_do_not_count(weeks_of: Any) -> None:
    running = weeks_of([1, 3, 5], as_of="2025-01-25")
    partial = weeks_of([1, 3], as_of="2025-01-19", scope="subscription")

    assert running["requests"].to_list() == [1, 3]
    assert partial["requests"].to_list() == [0, 0]


def test_too_few_requests_tell_nothing(weeks_of: Any) -> None:
    weeks = weeks_of([0, 1] * 13 + [7], as_of="2025-07-13")

    assert weeks["verdict"].unique().to_list() == ["no limits"]
    assert weeks["meaning"][-1] == "too few so far to say what is usual"


@pytest.fixture
def months_of(facts_of: Any, world: Any, phase: Any) -> Any:
    def build(exits: list[int], *, as_of: str) -> Any:
        ends = [
            date(2025 + month // 12, month % 12 + 1, 15)
            for month, count in enumerate(exits)
            for _ in range(count)
        ]
        lost = [(f"L{number:03}", end) for number, end in enumerate(ends)]
        kept = [(f"K{number:03}", None) for number in range(1_000)]
        tables = world(
            accounts=[{"account_id": name} for name, _ in kept + lost],
            subscriptions=[
                phase(name, "2024-06-01", end and end.isoformat(), 10)
                for name, end in kept + lost
            ],
        )
        facts = facts_of(tables, as_of=as_of)
        return monthly_signals(facts, everything(facts))

    return build


def test_a_month_is_judged_by_the_days_of_customers_before_it(months_of: Any) -> None:
    months = months_of([10] * 12 + [12, 40], as_of="2026-02-28")

    january, february = months.tail(2).rows(named=True)
    assert months["verdict"].to_list()[:12] == ["no limits"] * 12
    assert (january["exits"], january["customers"]) == (12, 1_052)
    assert january["verdict"] == "noise"
    assert (february["verdict"], february["exits"]) == ("signal", 40)
    assert february["meaning"].startswith("more than usual")
    assert february["provisional"] == 40
    # February has 28 days, and so fewer are usual in it.
    assert february["mean"] < january["mean"]


def test_one_customer_of_one_is_no_signal(months_of: Any) -> None:
    months = months_of([0] * 12 + [1], as_of="2026-01-31")

    assert months["verdict"].unique().to_list() == ["no limits"]


def test_returns_are_counted_within_a_year_of_leaving(mini_facts: Any) -> None:
    months = return_signals(mini_facts, everything(mini_facts))

    assert months.columns[:3] == ["month", "returns", "out"]
    assert months["returns"].sum() > 0
    assert months["verdict"].unique().to_list() == ["no limits"]


def test_an_incomplete_month_is_left_out(months_of: Any) -> None:
    months = months_of([10, 10], as_of="2025-02-27")

    assert months["month"].to_list() == ["2025-01"]


def test_only_the_selected_part_is_returned_with_the_same_limits(
    mini_facts: Any,
) -> None:
    late = Selection(mini_facts.last_month - 1, mini_facts.last_month)

    weeks = weekly_signals(mini_facts, late)
    months = monthly_signals(mini_facts, late)

    every = weekly_signals(mini_facts, everything(mini_facts))
    assert_frame_equal(weeks, every.filter(pl.col("week") >= date(2026, 1, 1)))
    assert months["month"].to_list() == ["2026-01", "2026-02"]


def test_months_before_the_data_give_nothing(mini_facts: Any) -> None:
    before = Selection(mini_facts.first_month - 5, mini_facts.first_month - 1)

    assert weekly_signals(mini_facts, before).is_empty()
    assert monthly_signals(mini_facts, before).is_empty()


def test_the_table_of_signals_holds_every_measure(mini_facts: Any) -> None:
    table = signal_table(mini_facts, everything(mini_facts))

    assert table.columns == [
        "measure", "period", "value", "usual", "low", "high", "verdict",
    ]  # fmt: skip
    assert table["measure"].n_unique() == 5
    assert table.filter(measure="returns")["value"].sum() > 0
