"""One hidden history of subscriptions, written as the files that tools give of it."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

FIRST, LAST = date(2024, 1, 1), date(2024, 9, 30)
SEEN = [date(2024, month, 1) for month in (2, 4, 6, 8)]
"""The days of lists; prices change on those days alone, or no list could say when."""
_DAY = timedelta(days=1)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of one subscription at one price; `end` is the first day after it."""

    account: str
    subscription: str
    start: date
    end: date | None
    amount: int


@dataclass(frozen=True, slots=True)
class File:
    """A file, the day it is complete up to, and what a person answers of it."""

    name: str
    content: str
    as_of: date


def world(seed: int) -> list[Phase]:
    """Some accounts with one or two subscriptions, price changes, exits and returns.

    Customers come, leave and come back on any day. A price changes where a list that
    was made before told the old one.
    """
    draw = Random(seed)  # noqa: S311
    phases: list[Phase] = []
    for number in range(draw.randint(4, 8)):
        account = f"W{seed:03}-{number:02}"
        for part in range(draw.choice((1, 1, 2))):
            phases += _life(draw, account, f"{account}-{part}")
    stays = Phase(f"W{seed:03}-99", f"W{seed:03}-99-0", FIRST, None, 100)
    return [stays, *phases]


def _life(draw: Random, account: str, subscription: str) -> Iterator[Phase]:
    start = FIRST + timedelta(days=draw.randint(0, 60))
    end: date | None = start + timedelta(days=draw.randint(20, 220))
    if draw.random() < 0.4 or (end and end > LAST):
        end = None
    yield from _priced(draw, account, subscription, start, end)
    if end and draw.random() < 0.5:
        back = end + timedelta(days=draw.randint(2, 80))
        if back < LAST:
            yield from _priced(draw, account, f"{subscription}-again", back, None)


def _priced(
    draw: Random, account: str, subscription: str, start: date, end: date | None
) -> Iterator[Phase]:
    inside = [day for day in SEEN if start <= day and (end is None or day < end)][1:]
    turns = sorted(draw.sample(inside, min(len(inside), draw.choice((0, 0, 1, 2)))))
    days = [start, *turns, end]
    for begin, over in pairwise(days):
        assert begin is not None
        amount = draw.randrange(1000, 30000)
        yield Phase(account, subscription, begin, over, amount)


def phases_file(phases: Sequence[Phase]) -> list[File]:
    """(a) One row per phase, in our columns."""
    return [File("subscriptions.csv", _csv(map(_row, phases)), LAST)]


def _row(phase: Phase) -> Row:
    return {
        "subscription_id": phase.subscription,
        "account_id": phase.account,
        "start_date": phase.start,
        "end_date": phase.end,
        "billing_interval": "month",
        "amount": _units(phase.amount),
        "currency": "EUR",
    }


def invoices_file(phases: Sequence[Phase]) -> list[File]:
    """(c) One row per month and subscription, each with its last day of service."""
    rows = []
    for phase in phases:
        begin = phase.start
        while begin < (phase.end or LAST + _DAY):
            over = min(_next_month(begin), phase.end or date.max)
            runs_on = phase.end is None and over > LAST
            last = None if runs_on else over - _DAY
            rows.append(_row(phase) | {"start_date": begin, "end_date": last})
            begin = over
    return [File("subscriptions.csv", _csv(rows), LAST)]


def shuffled_files(phases: Sequence[Phase]) -> list[File]:
    """(d) Rows in any order, in three files that overlap, the first brought again."""
    draw = Random(len(phases))  # noqa: S311
    rows = [_row(one) for one in phases]
    draw.shuffle(rows)
    third = max(1, len(rows) // 3)
    cut = [rows[: 2 * third], rows[third:], rows[::-1]]
    files = [File(f"part{n}.csv", _csv(part), LAST) for n, part in enumerate(cut)]
    return [*files, files[0]]


def _snapshots(
    phases: Sequence[Phase], row: Callable[[Phase, Phase, date], Row], name: str
) -> list[File]:
    """(b) On the days of lists: one row per subscription that has begun."""
    lives: dict[str, list[Phase]] = {}
    for phase in phases:
        lives.setdefault(phase.subscription, []).append(phase)
    files = []
    for day in [*SEEN, LAST]:
        rows = []
        for life in lives.values():
            begun = [phase for phase in life if phase.start <= day]
            if begun:
                rows.append(row(begun[0], begun[-1], day))
        files.append(File(f"{name}-{day}.csv", _csv(rows), day))
    return files


def stripe_files(phases: Sequence[Phase]) -> list[File]:
    """Stripe: amounts, start, and the end once it has come."""

    def row(first: Phase, now: Phase, day: date) -> Row:
        ended = _told(now.end, day)
        return {
            "id": now.subscription,
            "Customer ID": now.account,
            "Plan": "pro",
            "Quantity": 1,
            "Currency": "eur",
            "Interval": "month",
            "Amount": _units(now.amount),
            "Status": "canceled" if ended else "active",
            "Created (UTC)": f"{first.start} 09:00",
            "Start (UTC)": f"{first.start} 09:00",
            "Current Period Start (UTC)": f"{max(now.start, day.replace(day=1))} 09:00",
            "Current Period End (UTC)": f"{_next_month(day)} 09:00",
            "Trial Start (UTC)": "",
            "Trial End (UTC)": "",
            "Canceled At (UTC)": f"{ended} 09:00" if ended else "",
            "Ended At (UTC)": f"{ended} 09:00" if ended else "",
        }

    return _snapshots(phases, row, "stripe")


def chargebee_files(phases: Sequence[Phase]) -> list[File]:
    """Chargebee: columns that begin with what they belong to."""

    def row(first: Phase, now: Phase, day: date) -> Row:
        ended = _told(now.end, day)
        told = {
            "Id": now.subscription,
            "Customer Id": now.account,
            "Status": "cancelled" if ended else "active",
            "Plan Id": "pro",
            "Plan Amount": _units(now.amount),
            "Billing Period": 1,
            "Billing Period Unit": "month",
            "Currency Code": "EUR",
            "Started At": first.start,
            "Created At": first.start,
            "Activated At": first.start,
            "Cancelled At": ended,
        }
        return {f"Subscriptions.{name}": cell for name, cell in told.items()}

    return _snapshots(phases, row, "chargebee")


def list_files(phases: Sequence[Phase]) -> list[File]:
    """A list of subscriptions in our columns, as they are on the day."""

    def row(first: Phase, now: Phase, day: date) -> Row:
        return _row(now) | {
            "start_date": first.start, "end_date": _told(now.end, day),
        }  # fmt: skip

    return _snapshots(phases, row, "list")


def movements_file(phases: Sequence[Phase]) -> list[File]:
    """ChartMogul: one row per movement, with the customer's MRR after it, in cents."""
    rows = []
    by_account: dict[str, int] = {}
    steps = [(p.start, p, p.amount) for p in phases]
    going_on = {(p.subscription, p.start) for p in phases}
    steps += [
        (p.end, p, 0)
        for p in phases
        if p.end and p.end <= LAST and (p.subscription, p.end) not in going_on
    ]
    held: dict[str, int] = {}
    for day, phase, mrr in sorted(steps, key=lambda step: (step[0], step[2] == 0)):
        before = by_account.get(phase.account)
        change = mrr - held.get(phase.subscription, 0)
        held[phase.subscription] = mrr
        by_account[phase.account] = (before or 0) + change
        rows.append(
            {
                "DATE": f"{day}T10:00:00Z",
                "CUSTOMER_NAME": phase.account,
                "MRR_MOVEMENT": change,
                "MRR": by_account[phase.account],
                "DESCRIPTION": "",
                "MOVEMENT_TYPE": _kind(before, by_account[phase.account]),
                "CURRENCY_CODE": "EUR",
                "CUSTOMER_EXTERNAL_ID": phase.account,
                "CUSTOMER_UUID": f"cus_{phase.account}",
                "SUBSCRIPTION_EXTERNAL_ID": phase.subscription,
                "PLAN_EXTERNAL_ID": "pro",
                "RANK": len(rows) + 1,
            }
        )
    return [File("movements.csv", _csv(rows), LAST)]


def _kind(before: int | None, after: int) -> str:
    if before is None:
        return "new_biz"
    if before == 0:
        return "reactivation"
    if after == 0:
        return "churn"
    return "expansion" if after > before else "contraction"


WRITTEN: dict[str, Callable[[Sequence[Phase]], list[File]]] = {
    "monthly rows with last days": invoices_file,
    "shuffled, overlapping, again": shuffled_files,
    "lists of subscriptions": list_files,
    "Stripe lists": stripe_files,
    "Chargebee lists": chargebee_files,
    "ChartMogul movements": movements_file,
}
"""Ways to write a history, beside its phases."""


def _told(end: date | None, day: date) -> date | None:
    return end if end and end <= day else None


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _units(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def _csv(rows: Any) -> str:
    listed = list(rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(listed[0]))
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue()
