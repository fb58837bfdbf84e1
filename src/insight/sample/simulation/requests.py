"""Requests to leave: the daily hazards of each cause, and what comes of a request."""

from datetime import date, timedelta

import numpy as np

from insight.sample import planted
from insight.sample.days import NEVER, next_billing_day
from insight.sample.draws import Bools, Floats, Ints, happens
from insight.sample.simulation import saves
from insight.sample.simulation.customers import Customers, Status
from insight.sample.simulation.leaving import Leavers, settle_exits
from insight.sample.simulation.log import Log
from insight.sample.simulation.reasons import CAUSES, GROUPS, reason_codes

SHORTEST_NOTICE = 5
# No account is likelier to ask on any day: every multiplier at once.
_HIGHEST_HAZARD = (
    (planted.UNCONTROLLABLE_HAZARD + planted.RESOLVABLE_HAZARD) * planted.CHAMPION_TIMES
    + planted.POOR_FIT_HAZARD * planted.POOR_FIT_TIMES
) * (
    planted.YOUNG_TIMES
    * planted.SEASON_TIMES
    * planted.PRICE_RISE_TIMES
    * planted.FESTERING_TIMES
)


def ask_to_leave(
    rng: np.random.Generator, customers: Customers, *, day: int, log: Log
) -> None:
    """Let active accounts ask to leave, answer with offers, and settle who goes when."""
    who, cause, relapsed = _askers(rng, customers, day)
    if not len(who):
        return
    group = GROUPS[cause]
    offers = saves.make_offers(rng, group=group, may_accept=~relapsed)
    withdrawn = happens(rng, np.full(len(who), planted.WITHDRAWN_SHARE))
    withdrawn &= ~(offers.accepted | relapsed)
    stays = offers.accepted | withdrawn
    exit_day = _exit_days(rng, customers, who=who, relapsed=relapsed, day=day)
    exit_day[stays] = NEVER
    _write(log, who=who, day=day, exit_day=exit_day, withdrawn=withdrawn, offers=offers)
    saves.keep(rng, customers, who=who[offers.accepted], offers=offers, day=day)
    leavers = Leavers(
        who=who[~stays],
        exit_day=exit_day[~stays],
        group=group[~stays],
        code=reason_codes(rng, causes=CAUSES[cause[~stays]]),
        pushed=offers.times[~stays] > planted.PUSHED_MORE_THAN,
    )
    settle_exits(rng, customers, leavers, notice=day, log=log)


def hazards(customers: Customers, *, who: Ints, day: int) -> Floats:
    """Chance of a request today: one row per cause of `CAUSES`, one column per account."""
    champion_left = day - customers.champion_left_on[who] < planted.CHAMPION_DAYS
    people = np.where(champion_left, planted.CHAMPION_TIMES, 1.0)
    fit = np.where(customers.poor_fit[who], planted.POOR_FIT_TIMES, 1.0)
    steady = np.ones(len(who))
    own = np.stack(
        [
            planted.UNCONTROLLABLE_HAZARD * (1 - planted.LEADERSHIP_PART) * steady,
            planted.UNCONTROLLABLE_HAZARD * planted.LEADERSHIP_PART * people,
            planted.RESOLVABLE_HAZARD * (1 - planted.CHAMPION_PART) * steady,
            planted.RESOLVABLE_HAZARD * planted.CHAMPION_PART * people,
            planted.POOR_FIT_HAZARD * fit,
        ]
    )
    own *= _tenure_times(day - customers.spell_start[who]) * _season_times(day)
    price_rise = own.sum(axis=0) * (_price_rise_times(day) - 1)
    festering = (own.sum(axis=0) + price_rise) * (planted.FESTERING_TIMES - 1)
    festering *= customers.festering[who] > 0
    return np.vstack([own, price_rise, festering])


def _askers(
    rng: np.random.Generator, customers: Customers, day: int
) -> tuple[Ints, Ints, Bools]:
    active = customers.are(Status.ACTIVE)
    draw = rng.random(len(active))
    relapsed = customers.relapses_on[active] == day
    may = relapsed | (draw < _HIGHEST_HAZARD)
    who, draw, relapsed = active[may], draw[may], relapsed[may]
    cumulated = hazards(customers, who=who, day=day).cumsum(axis=0)
    draw[relapsed] *= cumulated[-1, relapsed]
    asks = (draw < cumulated[-1]) & (relapsed | (customers.calm_until[who] <= day))
    cause = (cumulated[:, asks] <= draw[asks]).sum(axis=0)
    return who[asks], cause, relapsed[asks]


def _write(
    log: Log,
    *,
    who: Ints,
    day: int,
    exit_day: Ints,
    withdrawn: Bools,
    offers: saves.Offers,
) -> None:
    log.add(
        "requests",
        account=who,
        day=day,
        exit_day=exit_day,
        withdrawn=withdrawn,
        times=offers.times,
        offer=offers.kind,
        accepted=offers.accepted,
        answered=day + offers.answered_after,
    )


def _exit_days(
    rng: np.random.Generator,
    customers: Customers,
    *,
    who: Ints,
    relapsed: Bools,
    day: int,
) -> Ints:
    billing = next_billing_day(
        customers.spell_start[who],
        day=np.full(len(who), day + SHORTEST_NOTICE),
        months=customers.months[who],
    )
    soon = day + rng.integers(SHORTEST_NOTICE, 25, size=len(who))
    return np.where(relapsed, soon, billing)


def _tenure_times(tenure: Ints) -> Floats:
    return np.where(
        tenure < planted.YOUNG_DAYS,
        planted.YOUNG_TIMES,
        np.where(tenure > planted.OLD_DAYS, planted.OLD_TIMES, 1.0),
    )


def _season_times(day: int) -> float:
    return planted.SEASON_TIMES if _date(day).month in planted.SEASON_MONTHS else 1.0


def _price_rise_times(day: int) -> float:
    today = _date(day)
    rising = (today.year, today.month) in planted.PRICE_RISE_MONTHS
    return planted.PRICE_RISE_TIMES if rising else 1.0


def _date(day: int) -> date:
    return date(1970, 1, 1) + timedelta(days=day)
