"""Spells, movements and exits counted a second time, day by day, without any frame.

Nothing is shared with the code under test but the definitions of docs/metrics.md §1:
each day of each account is looked at by itself, in random worlds with pauses, unpaid
stretches, gaps around the grace, and accounts that merge.
"""

import calendar
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import polars as pl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from insight.metrics.build import build_facts
from insight.metrics.calendar import month_label
from insight.metrics.facts import Facts
from insight.metrics.files import (
    exits_file,
    ledger_file,
    month_end_file,
    snapshot_file,
    spells_file,
)
from insight.settings import Choices

Row = dict[str, Any]
Days = set[date]
FIRST, AS_OF, ONE = date(2024, 11, 1), date(2026, 2, 14), timedelta(1)
PAUSE, UNPAID = Choices().max_pause_days, Choices().dunning_days
RUNS = ("active", "active", "active", "paused", "past_due", "none", "trial")
LENGTHS = (1, 7, 8, 29, 30, 31, 32, 60, 90, 91, 120)

runs = st.lists(
    st.tuples(
        st.sampled_from(RUNS), st.sampled_from(LENGTHS), st.sampled_from([100, 240])
    ),
    min_size=1,
    max_size=7,
)
lives = st.lists(st.tuples(st.integers(0, 300), runs), max_size=2)
merges = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 460)), max_size=4)


@given(
    lives=st.lists(lives, min_size=1, max_size=4),
    merges=merges,
    grace=st.sampled_from([0, 7, 30]),
)
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # shrinking a world takes minutes
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_every_day_counted_by_itself_gives_the_same_numbers(
    world: Callable[..., dict[str, pl.DataFrame]],
    lives: list[list[tuple[int, list[tuple[str, int, int]]]]],
    merges: list[tuple[int, int]],
    grace: int,
) -> None:
    accounts = list(_accounts(len(lives), merges))
    phases = [row for number, life in enumerate(lives) for row in _phases(number, life)]
    facts = build_facts(
        world(accounts=accounts, **({"subscriptions": phases} if phases else {})),
        as_of=AS_OF,
        choices=Choices(grace_days=grace),
    )
    counted = Counted(accounts, phases, grace)
    months = list(_months(facts))
    days = [(day, day, day) for day in _days(months[0][1], AS_OF + ONE)]

    assert _rows(spells_file(facts)) == counted.spell_rows()
    assert _exits(facts) == counted.exit_rows()
    assert _rows(month_end_file(facts).drop("customer")) == counted.month_ends(months)
    assert _rows(snapshot_file(facts).drop("delta")) == counted.movements(months)
    assert _rows(ledger_file(facts)) == [
        (day, account, kind, closing - opening)
        for day, account, kind, opening, closing in counted.movements(days)
    ]


@dataclass
class Counted:
    """The days of every account: what it paid, when it was a customer, and why not."""

    accounts: list[Row]
    phases: list[Row]
    grace: int
    into: dict[str, tuple[str, date]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.names = [row["account_id"] for row in self.accounts]
        merged = [row for row in self.accounts if row["merged_into_account_id"]]
        for row in sorted(
            merged, key=lambda row: (row["merged_date"], row["account_id"])
        ):
            name, heir, day = (
                row["account_id"],
                row["merged_into_account_id"],
                row["merged_date"],
            )
            if self.heir(heir, day) != name and day <= AS_OF:
                self.into[name] = (heir, day)
        self._take_up_later_selves()
        self.paid: dict[str, dict[date, int]] = {name: {} for name in self.names}
        self.paused: dict[str, Days] = {name: set() for name in self.names}
        for phase in self.phases:
            self._live(phase)
        self.spells = {name: list(self._spells(name)) for name in self.names}
        self.customer = {
            name: {d for start, end in spells for d in _days(start, end)}
            for name, spells in self.spells.items()
        }

    def _take_up_later_selves(self) -> None:
        """Anyone who was gone before the heir's first day is the heir under an old name."""
        for name, (heir, _) in sorted(self.into.items(), key=lambda one: one[1][1]):
            before, after = self._served(name), self._served(heir)
            if before and after and max(before) < min(after):
                self.phases = [
                    row | {"account_id": heir} if row["account_id"] == name else row
                    for row in self.phases
                ]
                del self.into[name]

    def _served(self, name: str) -> Days:
        return {
            day
            for row in self.phases
            if row["account_id"] == name
            and (row["status"] != "trial" or self._goes_on(row))
            for day in _days(row["start_date"], min(row["end_date"], AS_OF + ONE))
        }

    def heir(self, name: str, day: date) -> str:
        while name in self.into and self.into[name][1] <= day:
            name = self.into[name][0]
        return name

    def _live(self, phase: Row) -> None:
        is_pause = phase["status"] == "paused" or self._goes_on(phase)
        if phase["status"] == "trial" and not is_pause:
            return
        for day in _days(phase["start_date"], min(phase["end_date"], AS_OF + ONE)):
            name = self.heir(phase["account_id"], day)
            if is_pause:
                self.paused[name].add(day)
            elif phase["status"] == "active" or not self._unpaid_too_long(phase, day):
                self.paid[name][day] = self.paid[name].get(day, 0) + phase["amount"]

    def _goes_on(self, phase: Row) -> bool:
        """Whether a trial follows paid service of its subscription, gaps bridged."""
        same = phase["subscription_id"]
        earlier = [
            other
            for other in self.phases
            if other["subscription_id"] == same
            and other["start_date"] < phase["start_date"]
        ]
        since = phase["start_date"]
        for other in sorted(earlier, key=lambda row: row["start_date"], reverse=True):
            if (since - other["end_date"]).days > self.grace:
                return False
            if other["status"] != "trial":
                return str(phase["status"]) == "trial"
            since = other["start_date"]
        return False

    def _unpaid_too_long(self, phase: Row, day: date) -> bool:
        late = {
            d
            for other in self.phases
            if other["subscription_id"] == phase["subscription_id"]
            and other["status"] == "past_due"
            for d in _days(other["start_date"], other["end_date"])
        }
        return _length_of_run(late, day) > UNPAID

    def _spells(self, name: str) -> Iterator[tuple[date, date]]:
        """First day and first day without service of each spell, gaps bridged."""
        idle = self.paused[name] - self.paid[name].keys()
        waiting = {day for day in idle if _length_of_run(idle, day) <= PAUSE}
        days = sorted(self.paid[name].keys() | waiting)
        breaks = [
            (before, day)
            for before, day in pairwise(days)
            if (day - before).days - 1 > self.grace
        ]
        starts = days[:1] + [day for _, day in breaks]
        ends = [before + ONE for before, _ in breaks] + [day + ONE for day in days[-1:]]
        yield from zip(starts, ends, strict=True)

    def _kind(self, name: str, end: date) -> str | None:
        if end > AS_OF:
            return None
        handed_over = self.into.get(name, ("", None))[1] == end
        return (
            "merged"
            if handed_over and end in self.customer[self.heir(name, end)]
            else "exit"
        )

    def spell_rows(self) -> list[tuple[Any, ...]]:
        return [
            (name, number, start, None if end > AS_OF else end, self._kind(name, end))
            for name in self.names
            for number, (start, end) in enumerate(self.spells[name], start=1)
        ]

    def exit_rows(self) -> list[tuple[Any, ...]]:
        """Account, day, tenure, days paid, provisional, day of the return."""
        rows = []
        for name, spells in self.spells.items():
            returns = [start for start, _ in spells[1:]] + [None]
            for (start, end), back in zip(spells, returns, strict=False):
                if self._kind(name, end) == "exit":
                    paid = sum(start <= day < end for day in self.paid[name])
                    fresh = back is None and (AS_OF - end).days < self.grace
                    rows.append((name, end, (end - start).days, paid, int(fresh), back))
        return sorted(rows, key=lambda row: row[:2])

    def month_ends(
        self, months: Iterable[tuple[Any, date, date]]
    ) -> list[tuple[Any, ...]]:
        return [
            (label, name, float(self.paid[name].get(last, 0)))
            for label, _, last in months
            for name in self.names
            if last in self.customer[name]
        ]

    def movements(
        self, periods: Iterable[tuple[Any, date, date]]
    ) -> list[tuple[Any, ...]]:
        """Period, account, kind, opening, closing; merged customers are taken together."""
        return [
            (label, name, kind, float(opening), float(closing))
            for label, first, last in periods
            for name in self.names
            for opening, closing, kind in [self._movement(name, first - ONE, last)]
            if kind
        ]

    def _movement(
        self, name: str, before: date, last: date
    ) -> tuple[int, int, str | None]:
        ones = [one for one in self.names if self._stands_for(one, last) == name]
        opening = sum(self.paid[one].get(before, 0) for one in ones)
        closing = sum(self.paid[one].get(last, 0) for one in ones)
        was = any(before in self.customer[one] for one in ones)
        stays = any(last in self.customer[one] for one in ones)
        paid = any(day <= before for one in ones for day in self.paid[one])
        return (
            opening,
            closing,
            _kind_of(opening, closing, was=was, stays=stays, paid=paid),
        )

    def _stands_for(self, name: str, day: date) -> str:
        """Who carries on for a customer that merged into a customer by `day`."""
        for _, end in self.spells[name]:
            if end <= day and self._kind(name, end) == "merged":
                return self._stands_for(self.heir(name, end), day)
        return name


def _kind_of(
    opening: int, closing: int, *, was: bool, stays: bool, paid: bool
) -> str | None:
    if opening == closing:
        return None
    if opening == 0 and not was:
        return "reactivation" if paid else "new"
    if closing == 0 and not stays:
        return "churn"
    return "expansion" if closing > opening else "contraction"


def _length_of_run(days: Days, day: date) -> int:
    """How many days in a row, up to and with `day`, are in `days`."""
    length = 0
    while day - length * ONE in days:
        length += 1
    return length


def _days(start: date, end: date) -> Iterator[date]:
    yield from (start + number * ONE for number in range((end - start).days))


def _months(facts: Facts) -> Iterator[tuple[str, date, date]]:
    for month in range(facts.first_month, facts.last_month + 1):
        first = date.fromisoformat(f"{month_label(month)}-01")
        length = calendar.monthrange(first.year, first.month)[1]
        yield month_label(month), first, min(first + (length - 1) * ONE, AS_OF)


def _accounts(number: int, merged: list[tuple[int, int]]) -> Iterator[Row]:
    for one in range(number):
        into, day = merged[one] if one < len(merged) else (one, 0)
        moves = into != one and into < number
        yield {
            "account_id": f"A{one}",
            "is_test": False,
            "merged_into_account_id": f"A{into}" if moves else None,
            "merged_date": FIRST + day * ONE if moves else None,
        }


def _phases(
    account: int, life: list[tuple[int, list[tuple[str, int, int]]]]
) -> Iterator[Row]:
    for number, (offset, stretches) in enumerate(life):
        start = FIRST + offset * ONE
        for status, length, amount in stretches:
            end = start + length * ONE
            if status != "none":
                yield {
                    "phase_id": f"{account}-{number}-{start}",
                    "subscription_id": f"S{account}-{number}",
                    "account_id": f"A{account}",
                    "status": status,
                    "start_date": start,
                    "end_date": end,
                    "amount": amount,
                    "currency": "USD",
                }
            start = end


def _rows(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    return frame.rows()


def _exits(facts: Facts) -> list[tuple[Any, ...]]:
    rows = exits_file(facts).select(
        "account_id",
        "exit_date",
        "tenure_days",
        "paying_days",
        "provisional",
        "return_date",
    )
    return rows.sort("account_id", "exit_date").rows()
