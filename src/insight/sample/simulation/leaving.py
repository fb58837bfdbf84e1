"""Exits: settled when notice is given, done when the day has come."""

from dataclasses import asdict, dataclass

import numpy as np

from insight.sample import planted
from insight.sample.days import NEVER
from insight.sample.draws import Bools, Ints, Texts, happens
from insight.sample.simulation.customers import Customers, Status
from insight.sample.simulation.handling import handle
from insight.sample.simulation.log import Log
from insight.sample.simulation.returns import set_chances


@dataclass(frozen=True, slots=True)
class Leavers:
    """Who will leave when and why, and on whom an offer was pushed."""

    who: Ints
    exit_day: Ints
    group: Texts
    code: Texts
    pushed: Bools


def settle_exits(
    rng: np.random.Generator,
    customers: Customers,
    leavers: Leavers,
    *,
    notice: int,
    log: Log,
) -> None:
    """Fix the last day of those who asked, how they are handled, and their way back."""
    who, exit_day = leavers.who, leavers.exit_day
    handling = handle(rng, group=leavers.group, exit_day=exit_day)
    log.add(
        "exits",
        account=who,
        exit_day=exit_day,
        notice=notice,
        code=leavers.code,
        **asdict(handling),
    )
    go(customers, who=who, exit_day=exit_day, end=exit_day, how="asked", log=log)
    set_chances(
        customers,
        who=who,
        group=leavers.group,
        code=leavers.code,
        good=handling.good,
        pushed=leavers.pushed,
    )
    _reverse_some(rng, customers, who=who, exit_day=exit_day)


def go(
    customers: Customers,
    *,
    who: Ints,
    exit_day: Ints | int,
    end: Ints | int,
    how: str,
    log: Log,
) -> None:
    """The spell ends on `exit_day`; `end` is the end of its last phase, or never."""
    start = customers.spell_start[who]
    log.add("spells", account=who, start=start, exit_day=exit_day, end=end, how=how)
    customers.status[who] = Status.LEAVING
    customers.leaves_on[who] = exit_day
    customers.relapses_on[who] = NEVER


def _reverse_some(
    rng: np.random.Generator, customers: Customers, *, who: Ints, exit_day: Ints
) -> None:
    regrets = happens(rng, np.full(len(who), planted.REVERSED_SHARE))
    after = rng.integers(2, 26, size=len(who))
    customers.returns_on[who[regrets]] = (exit_day + after)[regrets]
