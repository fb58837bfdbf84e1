"""Returns of those who left, and companies that cease before they could."""

import numpy as np

from insight.sample import planted
from insight.sample.days import NEVER
from insight.sample.draws import Bools, Floats, Ints, Texts, happens, looked_up
from insight.sample.simulation.customers import Customers, Status
from insight.sample.simulation.log import Log


def set_chances(
    customers: Customers,
    *,
    who: Ints,
    group: Texts,
    code: Texts,
    good: Bools,
    pushed: Bools,
) -> None:
    """What multiplies the hazard of a return, and how fast the company may cease.

    The effect of a good exit is planted on the measured flag, so that the dashboard
    looks for exactly what is there.
    """
    factor = np.where(good, planted.GOOD_TIMES, 1.0)
    factor[group == "uncontrollable"] *= planted.UNCONTROLLABLE_TIMES
    factor[pushed] *= planted.PUSHED_TIMES
    factor[customers.poor_fit[who]] *= planted.POOR_FIT_RETURN_TIMES
    customers.return_factor[who] = factor
    ceased = looked_up(planted.CEASED_HAZARDS, code)
    customers.ceased_hazard[who] = np.where(ceased > 0, ceased, planted.CEASED_HAZARD)


def set_plain_chances(customers: Customers, *, who: Ints) -> None:
    """The same for those whom nobody handled and whose reason nobody knows."""
    unknown, no = np.full(len(who), ""), np.zeros(len(who), dtype=np.bool_)
    set_chances(customers, who=who, group=unknown, code=unknown, good=no, pushed=no)


def come_back(
    rng: np.random.Generator, customers: Customers, *, day: int, log: Log
) -> None:
    """Start a new spell for each former customer that returns today."""
    gone = customers.are(Status.GONE)
    away = day - customers.leaves_on[gone]
    returns = happens(rng, _hazard(away) * customers.return_factor[gone])
    who = gone[returns | (customers.returns_on[gone] == day)]
    log.add("returns", account=who, exit_day=customers.leaves_on[who], day=day)
    customers.status[who] = Status.ACTIVE
    customers.spell_start[who] = day
    customers.festering[who] = 0
    customers.calm_until[who] = 0
    customers.leaves_on[who] = NEVER
    customers.returns_on[who] = NEVER


def cease(
    rng: np.random.Generator, customers: Customers, *, day: int, log: Log
) -> None:
    """Take former customers out whose company ceases to exist today."""
    gone = customers.are(Status.GONE)
    who = gone[happens(rng, customers.ceased_hazard[gone])]
    log.add("ceased", account=who, day=day)
    customers.status[who] = Status.OUT


def _hazard(away: Ints) -> Floats:
    hazard = np.zeros(len(away))
    since = planted.RETURN_FROM_DAY
    for until, daily in planted.RETURN_HAZARDS.items():
        hazard[(away >= since) & (away <= until)] = daily
        since = until + 1
    return hazard
