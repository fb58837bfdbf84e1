"""Events per exposure with exact Poisson intervals, and ratios of two of them."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import binomtest, chi2

from insight.statistics.estimates import Estimate
from insight.statistics.proportions import Floats


def poisson_limits(
    events: ArrayLike, exposure: ArrayLike, *, level: float = 0.95
) -> tuple[Floats, Floats]:
    """Exact lower and upper limits of events per exposure, nan without exposure.

    Args:
        events: Counts, any shape.
        exposure: What they were counted over, such as account-days, same shape.
        level: Coverage, at least.

    Source: Garwood, Biometrika 28 (1936) 437-442.
    """
    counts, over = np.atleast_1d(events), np.atleast_1d(exposure).astype(float)
    tail = (1 - level) / 2
    low = np.where(counts > 0, chi2.ppf(tail, 2 * np.maximum(counts, 1)) / 2, 0.0)
    high = chi2.isf(tail, 2 * (counts + 1)) / 2
    per = np.divide(1, over, out=np.full(over.shape, np.nan), where=over > 0)
    return low * per, high * per


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


def poisson_p(events: int, exposure: float, *, against: tuple[int, float]) -> float:
    """Two-sided exact p for equal rates, given the sum of the events; nan without any."""
    other, over = against
    if not (events + other and exposure > 0 and over > 0):
        return np.nan
    expected = exposure / (exposure + over)
    return float(binomtest(events, events + other, expected).pvalue)
