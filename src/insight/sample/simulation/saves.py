"""Offers made to those who ask to leave, and what becomes of those who accept."""

from dataclasses import dataclass

import numpy as np

from insight.sample import planted
from insight.sample.draws import Bools, Ints, Texts, chosen, happens, looked_up
from insight.sample.simulation.customers import Customers

_KINDS = {
    "discount": 0.45,
    "pause": 0.15,
    "downgrade": 0.15,
    "training": 0.15,
    "extended_support": 0.10,
}


@dataclass(frozen=True, slots=True)
class Offers:
    """One offer per request: how often it was presented (0 = none) and the answer."""

    times: Ints
    kind: Texts
    accepted: Bools
    answered_after: Ints


def make_offers(rng: np.random.Generator, *, group: Texts, may_accept: Bools) -> Offers:
    """Offers by reason group; each repetition adds a little to the acceptance."""
    count = len(group)
    offered = happens(rng, looked_up(planted.OFFERED, group))
    presented = chosen(rng, planted.TIMES_PRESENTED, count=count).astype(np.int64)
    likely = looked_up(planted.ACCEPTED, group)
    likely += planted.ACCEPTED_PER_PUSH * (presented - 1)
    return Offers(
        times=np.where(offered, presented, 0),
        kind=chosen(rng, _KINDS, count=count),
        accepted=happens(rng, likely) & offered & may_accept,
        answered_after=rng.integers(0, 5, size=count),
    )


def keep(
    rng: np.random.Generator,
    customers: Customers,
    *,
    who: Ints,
    offers: Offers,
    day: int,
) -> None:
    """Saved accounts do not ask again for a while, but some still leave soon.

    Anyone who relapses asks 10 to 60 days after the acceptance and is gone within 25
    days of that, so inside the days in which a save must stick.
    """
    accepted_on = day + offers.answered_after[offers.accepted]
    customers.calm_until[who] = accepted_on + planted.STICK_DAYS
    relapses = happens(rng, np.full(len(who), planted.SAVED_BUT_GONE))
    after = rng.integers(10, 61, size=len(who))
    customers.relapses_on[who[relapses]] = (accepted_on + after)[relapses]
