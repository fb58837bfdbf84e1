"""Four years, day by day: who arrives, asks to leave, leaves, and comes back."""

import numpy as np
import polars as pl

from insight.sample.days import FIRST, LAST, NEVER
from insight.sample.draws import stream
from insight.sample.simulation.customers import Customers, Status, customers_of
from insight.sample.simulation.departures import fail_to_pay, fall_silent, merge
from insight.sample.simulation.diary import Diary
from insight.sample.simulation.log import Log
from insight.sample.simulation.requests import ask_to_leave
from insight.sample.simulation.returns import cease, come_back


def live(
    seed: int,
    accounts: pl.DataFrame,
    *,
    champions_leave: Diary,
    festering: tuple[Diary, Diary],
) -> Log:
    """The log of everything that happened to these accounts.

    `festering` says when issues begin to fester and when those are resolved.
    """
    rng = stream(seed, "life")
    log = Log()
    customers = customers_of(accounts)
    for day in range(FIRST, LAST + 1):
        _turn(customers, day)
        _note(customers, champions_leave, festering, day)
        ask_to_leave(rng, customers, day=day, log=log)
        fail_to_pay(rng, customers, day=day, log=log)
        fall_silent(rng, customers, day=day, log=log)
        merge(rng, customers, day=day, log=log)
        come_back(rng, customers, day=day, log=log)
        cease(rng, customers, day=day, log=log)
    _log_who_stays(customers, log)
    return log


def _turn(customers: Customers, day: int) -> None:
    arrives = (customers.starts_on == day) & (customers.status == Status.NOT_YET)
    customers.status[arrives] = Status.ACTIVE
    leaves = (customers.leaves_on == day) & (customers.status == Status.LEAVING)
    customers.status[leaves] = Status.GONE


def _note(
    customers: Customers, champions: Diary, festering: tuple[Diary, Diary], day: int
) -> None:
    customers.champion_left_on[champions.on(day)[0]] = day
    for diary, step in zip(festering, (1, -1), strict=True):
        account, opened = diary.on(day)
        of_this_spell = account[opened >= customers.spell_start[account]]
        np.add.at(customers.festering, of_this_spell, step)


def _log_who_stays(customers: Customers, log: Log) -> None:
    who = customers.are(Status.ACTIVE)
    start = customers.spell_start[who]
    log.add("spells", account=who, start=start, exit_day=NEVER, end=NEVER, how="stays")
