"""Ratios of events per exposure, with exact limits."""

import numpy as np
from scipy.stats import binomtest, chi2

from insight.statistics.estimates import Estimate


def rate_ratio(
    events: int, exposure: float, *, against: tuple[int, float], level: float = 0.95
) -> Estimate:
    """A rate divided by another, with exact limits given the sum of the events.

    Args:
        events: Events of the first group.
        exposure: What they were counted over.
        against: Events and exposure of the second group.
        level: Coverage, at least.

    Returns:
        The ratio, infinite where only the second has no event; nan where neither has
        one or an exposure is 0.

    Source: Przyborowski & Wilenski, Biometrika 31 (1940) 313-323.
    """
    other, over = against
    if not (events + other and exposure > 0 and over > 0):
        return Estimate(np.nan, np.nan, np.nan)
    share = binomtest(events, events + other).proportion_ci(level, method="exact")
    shares = (events / (events + other), share.low, share.high)
    odds = (s / (1 - s) if s < 1 else np.inf for s in shares)
    return Estimate(*(float(o * over / exposure) for o in odds))


def poisson_limits(events: int, *, level: float = 0.95) -> tuple[float, float]:
    """Exact limits of the expected number of events, of which so many came.

    Source: Garwood, Biometrika 28 (1936) 437-442.
    """
    tail = (1 - level) / 2
    low = float(chi2.ppf(tail, 2 * events)) / 2 if events else 0.0
    return low, float(chi2.ppf(1 - tail, 2 * events + 2)) / 2
