from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from insight.metrics.calendar import month_of
from insight.metrics.files import everything
from insight.metrics.selection import Selection
from insight.metrics.signals import monthly_signals, weekly_signals

# 100 customers since 2024. The data speak from January 2025, whose first Monday is the
# 6th. Requests in even weeks 1, in odd weeks 3: 10 and 30 per 1,000, so the mean is
# 20, the moving range always 20, and the upper limit 20 + 2.66 x 20 = 73.2.
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


def test_limits_are_those_of_the_first_weeks(weeks_of: Any) -> None:
    weeks = weeks_of([1, 3] * 13 + [2, 8], as_of="2025-07-20")

    first, *_, usual, high = weeks.rows(named=True)
    assert weeks.height == 28
    assert (first["week"], first["requests"], first["active"]) == (MONDAY, 1, 100)
    assert (first["mean"], first["verdict"]) == (None, "no limits")
    assert usual["mean"] == pytest.approx(20)
    assert (usual["lower"], usual["upper"]) == (0, pytest.approx(73.2))
    assert usual["verdict"] == "noise"
    assert usual["meaning"] == "from 0.0 to 73.2 it varies by itself"
    assert (high["per_1000"], high["verdict"]) == (80, "signal")
    assert high["meaning"] == "above the limit of 73.2"


def test_eight_weeks_on_one_side_are_a_signal_and_seven_are_not(weeks_of: Any) -> None:
    seven = weeks_of([1, 3] * 13 + [3] * 7 + [1], as_of="2025-08-31").tail(8)
    eight = weeks_of([1, 3] * 13 + [3] * 8, as_of="2025-08-31").tail(8)

    # The week before the limits begin is none of a run: it was not judged.
    assert seven["verdict"].unique().to_list() == ["noise"]
    assert eight["verdict"].unique().to_list() == ["signal"]
    assert eight["meaning"][0] == "8 or more in a row above the usual 20.0"


def test_three_of_four_weeks_near_the_limit_are_a_signal(weeks_of: Any) -> None:
    weeks = weeks_of([1, 3] * 13 + [5, 5, 1, 5], as_of="2025-08-03").tail(4)

    said = "3 of 4 nearer the limit of 73.2 than the usual 20.0"
    assert weeks["verdict"].to_list() == ["signal", "signal", "noise", "signal"]
    assert weeks["meaning"][0] == said


def test_later_weeks_do_not_move_the_limits_of_earlier_ones(weeks_of: Any) -> None:
    counts = [1, 3] * 13 + [2, 2] * 13 + [9] * 10

    then = weeks_of(counts[:52], as_of="2026-01-04")
    later = weeks_of(counts, as_of="2026-03-15")

    assert_frame_equal(then, later.head(52))
    # The second year has the limits of the 52 weeks before it: the mean is still 20,
    # of the 51 moving ranges 25 are 20, one is 10, and 25 are 0.
    assert later["upper"][52] == pytest.approx(20 + 2.66 * (25 * 20 + 10) / 51)


def test_the_running_week_and_single_subscriptions_do_not_count(weeks_of: Any) -> None:
    running = weeks_of([1, 3, 5], as_of="2025-01-25")
    partial = weeks_of([1, 3], as_of="2025-01-19", scope="subscription")

    assert running["requests"].to_list() == [1, 3]
    assert partial["requests"].to_list() == [0, 0]


def test_rare_requests_set_no_weekly_limits(weeks_of: Any) -> None:
    weeks = weeks_of([0, 1] * 13 + [7], as_of="2025-07-13")

    assert weeks["verdict"].unique().to_list() == ["no limits"]


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


def test_a_month_is_judged_by_the_twelve_before_its_year(months_of: Any) -> None:
    months = months_of([10] * 12 + [12, 40], as_of="2026-02-28")

    # 172 leave 1,172; 120 of 1,172 + 1,162 + ... + 1,062 = 13,404 in the first year.
    mean = 120 / 13_404
    january, february = months.tail(2).rows(named=True)
    spread = 3 * (mean * (1 - mean) / 1_052) ** 0.5
    assert months["verdict"].to_list()[:12] == ["no limits"] * 12
    assert (january["exits"], january["customers"]) == (12, 1_052)
    assert january["mean"] == pytest.approx(mean)
    assert january["upper"] == pytest.approx(mean + spread)
    assert january["meaning"] == "from 0.0 % to 1.8 % it varies by itself"
    assert (february["verdict"], february["exits"]) == ("signal", 40)
    assert february["meaning"] == "above the limit of 1.8 %"
    assert february["provisional"] == 40


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
