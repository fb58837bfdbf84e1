"""Survival with competing events, from counts per day, so that ties are exact."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
ROUNDING = 1e-12
"""What a sum of parts that make all may lack."""


@dataclass(frozen=True, slots=True)
class Incidence:
    """Cumulative incidence of one cause at each day, with pointwise limits."""

    share: Floats
    error: Floats
    low: Floats
    high: Floats


def at_risk(left: Counts, *, entered: Counts | None = None) -> Counts:
    """How many are still watched just before each day.

    Args:
        left: How many leave the watch on each day, for whatever cause, in day order.
        entered: How many join it on each day, who are at risk only from the next one;
            None where all were there before the first day.

    Raises:
        ValueError: More leave on a day than were watched.
    """
    if entered is None:
        return np.asarray(left.sum() - np.cumsum(left) + left)
    watched = np.cumsum(entered) - entered - np.cumsum(left) + left
    if (watched < left).any():
        raise ValueError("more leave the watch on a day than had joined it before")
    return np.asarray(watched)


def incidence(
    cause: Counts,
    others: Counts,
    censored: Counts,
    *,
    entered: Counts | None = None,
    level: float = 0.95,
) -> Incidence:
    """Aalen-Johansen cumulative incidence of a cause against competing ones.

    Args:
        cause: Events of the cause on each of the distinct days, in day order.
        others: Events of all competing causes on these days.
        censored: Ends of watch without an event on these days, after the events.
        entered: Starts of watch on these days, as in `at_risk`.
        level: Coverage of the log(-log) limits.

    Returns:
        Shares of all at the start, their standard errors by the delta method and the
        limits. Where the share is 0 or 1 one limit is exact: of those whose fate is
        known by then, none had the event, or all (Clopper & Pearson, Biometrika 26 (1934)
        404-413).

    Source: Aalen & Johansen 1978; variance as in Stata's stcompet (Coviello & Boggess,
    Stata Journal 4 (2004) 103-112), which statsmodels follows too.
    """
    left = cause + others + censored
    watched = at_risk(left, entered=entered).astype(float)
    events = (cause + others).astype(float)
    survival = np.cumprod(1 - _ratio(events, watched))
    just_before = np.concatenate([[1.0], survival])[:-1]
    weight = _ratio(just_before, watched)
    summed = np.cumsum(weight * cause)
    share = np.where(summed > 1 - ROUNDING, 1.0, summed)
    error = np.sqrt(np.maximum(_variance(share, weight, cause, events, watched), 0))
    low, high = log_log_limits(share, error, level=level)
    known: Floats = watched + np.cumsum(others) - others
    none, every = _exact_ends(known, np.cumsum(cause).astype(float), level=level)
    high = np.where((share <= 0) & (known > 0), none, high)
    low = np.where((share >= 1) & (known > 0), every, low)
    return Incidence(share, error, low, high)


def kaplan_meier(events: Counts, censored: Counts, *, level: float = 0.95) -> Incidence:
    """1 - Kaplan-Meier: the share with the event in a world without competing ones."""
    return incidence(events, np.zeros_like(events), censored, level=level)


def log_log_limits(
    share: Floats, error: Floats, *, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Limits symmetric on the log(-log) scale, inside 0-1; a share of 0 or 1 is its own."""
    inside = (share > 0) & (share < 1)
    within = np.where(inside, share, 0.5)
    log_share = np.log(within)
    z = NormalDist().inv_cdf(0.5 + level / 2)
    spread = z * error / (within * log_share)
    low = np.where(inside, np.exp(log_share * np.exp(-spread)), share)
    high = np.where(inside, np.exp(log_share * np.exp(spread)), share)
    return low, high


def _exact_ends(
    none_of: Floats, all_of: Floats, *, level: float
) -> tuple[Floats, Floats]:
    """The upper limit of 0 of so many, and the lower one of all of so many."""
    tail = (1 - level) / 2
    none = 1 - tail ** _ratio(np.ones(len(none_of)), none_of)
    every = tail ** _ratio(np.ones(len(none_of)), all_of)
    return none, every


def _variance(
    share: Floats, weight: Floats, cause: Counts, events: Floats, watched: Floats
) -> Floats:
    hazard = _ratio(events, watched * (watched - events))
    own = weight**2 * (watched - cause) * _ratio(cause, watched)
    cross = weight * _ratio(cause, watched)
    return np.asarray(
        share**2 * np.cumsum(hazard)
        - 2 * share * np.cumsum(share * hazard)
        + np.cumsum(share**2 * hazard)
        + np.cumsum(own)
        - 2 * share * np.cumsum(cross)
        + 2 * np.cumsum(share * cross)
    )


def _ratio(part: Floats | Counts, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros(len(whole)), where=whole > 0)
