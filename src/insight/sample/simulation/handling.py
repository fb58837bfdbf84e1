"""How an exit is handled: the promises kept or broken, and the measured good flag."""

from dataclasses import dataclass

import numpy as np

from insight.sample import planted
from insight.sample.days import number
from insight.sample.draws import Bools, Floats, Ints, Texts, happens, looked_up

_CHANGE = number(planted.PROCESS_CHANGE)
# Chance that a promise is kept: by a team at its best, and otherwise.
_KEPT = {
    "closed": (0.97, 0.40),
    "one_contact": (0.94, 0.25),
    "delivered": (0.99, 0.70),
    "instructions": (0.95, 0.35),
    "no_fee": (0.995, 0.75),
}
_EXPORT_REQUESTED = 0.6
PROMISE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Handling:
    """Facts of some exits, and whether they make a good one."""

    closed_after: Ints
    contacts_needed: Ints
    export_requested: Bools
    export_delivered: Bools
    export_instructions: Bools
    surprise_fee: Bools
    good: Bools


def handle(rng: np.random.Generator, *, group: Texts, exit_day: Ints) -> Handling:
    """Kinder to some reasons than to others, and better since the process changed."""
    likely = looked_up(planted.GOOD_OFFBOARDING, group)
    likely += planted.PROCESS_CHANGE_ADDS * (exit_day >= _CHANGE)
    at_best = happens(rng, likely)
    kept = {name: _kept(rng, name, at_best) for name in _KEPT}
    asked = happens(rng, np.full(len(group), _EXPORT_REQUESTED))
    count = len(group)
    return Handling(
        closed_after=np.where(
            kept["closed"],
            rng.integers(0, PROMISE_DAYS + 1, size=count),
            rng.integers(PROMISE_DAYS + 1, 26, size=count),
        ),
        contacts_needed=np.where(
            kept["one_contact"], 1, rng.integers(2, 6, size=count)
        ),
        export_requested=asked,
        export_delivered=asked & kept["delivered"],
        export_instructions=asked & kept["delivered"] & kept["instructions"],
        surprise_fee=~kept["no_fee"],
        good=_is_good(kept, asked),
    )


def _kept(rng: np.random.Generator, promise: str, at_best: Bools) -> Bools:
    best, otherwise = _KEPT[promise]
    return happens(rng, np.where(at_best, best, otherwise))


def _is_good(kept: dict[str, Bools], asked: Bools) -> Bools:
    always: Floats = np.sum(
        [kept["closed"], kept["one_contact"], kept["no_fee"]], axis=0, dtype=float
    )
    of_export = kept["delivered"] * (1.0 + kept["instructions"])
    score = (always + asked * of_export) / np.where(asked, 5, 3)
    hard_fail = ~kept["no_fee"] | (asked & ~kept["delivered"])
    return (score >= planted.GOOD_SCORE) & ~hard_fail
