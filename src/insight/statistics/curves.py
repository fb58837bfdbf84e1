"""Kaplan-Meier curves: share still there, median, and the difference at a horizon."""

from dataclasses import dataclass

import numpy as np

from insight.statistics.estimates import Estimate
from insight.statistics.event_counts import EventCounts
from insight.statistics.survival import Counts, Floats, Incidence, log_log_limits

HALF = 0.5
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class Curve:
    """The share without the event after each day, (days,) each.

    `error`, `low` and `high` are nan once the share is 0. `at_risk` counts those
    watched just before the day, without the ones who join on it.
    """

    days: Floats
    at_risk: Counts
    share: Floats
    error: Floats
    low: Floats
    high: Floats


def survival_curve(counts: EventCounts, *, level: float = 0.95) -> Curve:
    """Kaplan-Meier with Greenwood errors and log(-log) limits.

    Competing events end a watch like censoring, so this answers for a world without
    them. With `counts.entered`, accounts older than the data join when it begins.

    Source: Kaplan & Meier 1958; Kalbfleisch & Prentice 1980 for the limits. R prints
    log limits by default: compare errors across programs, never limits.
    """
    watched = counts.at_risk.astype(float)
    share = np.asarray(np.cumprod(1 - _ratio(counts.events, watched)), dtype=float)
    hazard = _ratio(counts.events, watched * (watched - counts.events))
    greenwood = np.asarray(share * np.sqrt(np.cumsum(hazard)), dtype=float)
    low, high = log_log_limits(share, greenwood, level=level)
    known = [np.where(share > 0, s, np.nan) for s in (greenwood, low, high)]
    return Curve(counts.days, counts.at_risk, share, *known)


def median(curve: Curve) -> Estimate:
    """The first day on which at most half are left, nan where that is not reached.

    Source: Brookmeyer & Crowley, Biometrics 38 (1982) 29-41, for the limits.
    """
    return Estimate(
        *(_first_at_half(curve.days, s) for s in (curve.share, curve.low, curve.high))
    )


def at_day(days: Floats, curve: Curve | Incidence, day: float) -> Estimate:
    """The value of a curve after a day.

    Args:
        days: The days of the curve, in order.
        curve: Shares left (`Curve`) or shares with the event (`Incidence`).
        day: The horizon.

    Returns:
        Nan where watching ended before that day.
    """
    if not len(days) or day > days[-1]:
        return Estimate(np.nan, np.nan, np.nan)
    index = int(np.searchsorted(days, day, side="right")) - 1
    if index < 0:
        return Estimate(*[1.0 if isinstance(curve, Curve) else 0.0] * 3)
    return Estimate(*(float(s[index]) for s in (curve.share, curve.low, curve.high)))


def _first_at_half(days: Floats, share: Floats) -> float:
    reached = np.flatnonzero(share <= HALF + ROUNDING)
    return float(days[reached[0]]) if len(reached) else np.nan


def _ratio(part: Counts, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros(len(whole)), where=whole > 0)
