"""Departures without a request: failed payments, silent ends, mergers of customers."""

import numpy as np

from insight.sample import planted
from insight.sample.days import NEVER, next_billing_day
from insight.sample.draws import Ints
from insight.sample.simulation.customers import Customers, Status
from insight.sample.simulation.leaving import go
from insight.sample.simulation.log import Log
from insight.sample.simulation.returns import set_plain_chances

_PAUSE_LIMIT = 90
_DUNNING_LIMIT = 30
_WRITTEN_OFF_AFTER = 60


def fail_to_pay(
    rng: np.random.Generator, customers: Customers, *, day: int, log: Log
) -> None:
    """Cards fail; after two to four weeks of dunning the subscription is closed."""
    who = _struck(rng, customers, planted.PAYMENT_HAZARD, day)
    if not len(who):
        return
    exit_day = day + rng.integers(14, 29, size=len(who))
    log.add("unhandled", account=who, exit_day=exit_day, code="payment_failed")
    log.add("unpaid", account=who, day=day)
    go(customers, who=who, exit_day=exit_day, end=exit_day, how="payment", log=log)
    set_plain_chances(customers, who=who)


def fall_silent(
    rng: np.random.Generator, customers: Customers, *, day: int, log: Log
) -> None:
    """Leave without a word or a record: not renewed, not paid, or paused for ever."""
    who = _struck(rng, customers, planted.SILENT_HAZARD, day)
    if not len(who):
        return
    ways = rng.integers(0, len(_WAYS_OUT), size=len(who))
    for way, depart in enumerate(_WAYS_OUT):
        depart(customers, who[ways == way], day, log)
    set_plain_chances(customers, who=who)


def merge(
    rng: np.random.Generator, customers: Customers, *, day: int, log: Log
) -> None:
    """Let customers absorb others; the service goes on under the acquirer."""
    who = _struck(rng, customers, planted.MERGER_HAZARD, day)
    if not len(who):
        return
    into = rng.choice(customers.are(Status.ACTIVE), size=len(who))
    apart = ~np.isin(into, who)
    who, into = who[apart], into[apart]
    log.add("mergers", account=who, into=into, day=day)
    go(customers, who=who, exit_day=day, end=day, how="merged", log=log)
    customers.status[who] = Status.OUT
    customers.has_taken_over[into] = True


def _struck(
    rng: np.random.Generator, customers: Customers, hazard: float, day: int
) -> Ints:
    active = customers.are(Status.ACTIVE)
    count = rng.binomial(len(active), hazard)
    who: Ints = rng.choice(active, size=count, replace=False)
    spared = (customers.calm_until[who] > day) | customers.has_taken_over[who]
    return who[~spared]


def _lapse(customers: Customers, who: Ints, day: int, log: Log) -> None:
    renewal = next_billing_day(
        customers.spell_start[who],
        day=np.full(len(who), day + 1),
        months=customers.months[who],
    )
    go(customers, who=who, exit_day=renewal, end=renewal, how="lapsed", log=log)


def _stop_paying(customers: Customers, who: Ints, day: int, log: Log) -> None:
    log.add("unpaid", account=who, day=day)
    limit, end = day + _DUNNING_LIMIT, day + _WRITTEN_OFF_AFTER
    go(customers, who=who, exit_day=limit, end=end, how="unpaid", log=log)


def _pause_for_ever(customers: Customers, who: Ints, day: int, log: Log) -> None:
    log.add("paused", account=who, day=day)
    limit = day + _PAUSE_LIMIT
    go(customers, who=who, exit_day=limit, end=NEVER, how="paused", log=log)


_WAYS_OUT = (_lapse, _stop_paying, _pause_for_ever)
