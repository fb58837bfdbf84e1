"""Limits that hold at every look, however often one looks while data comes in."""

from math import log, sqrt

from scipy.optimize import brentq
from scipy.special import betaln

from insight.statistics.estimates import Estimate

INFORMATION = 8.0
LEVEL = 0.95
_EDGE = 1e-12


def half_width(
    error: float, *, level: float = LEVEL, information: float = INFORMATION
) -> float:
    """Half the width of a normal estimate's limits that hold at all looks together.

    Args:
        error: The standard error at this look.
        level: In this share of histories no look's limits miss the truth.
        information: Of the mixing normal prior, as 1/variance: where the limits are
            tightest relative to the error.

    Returns:
        About 3 errors where 1/error² is some times `information`, instead of 1.96.

    Source: Robbins, Annals of Mathematical Statistics 41 (1970) 1397-1409; ter Schure
    and others, "The safe logrank test", for its use with partial likelihoods.
    """
    if error <= 0:
        return 0.0
    v, r = 1 / error**2, information
    return sqrt((v + r) / v**2 * log((v + r) / (r * (1 - level) ** 2)))


def share_limits(k: int, n: int, *, level: float = LEVEL) -> Estimate:
    """K of n with limits of the share that hold at all looks together.

    A share is outside where the data is 1/(1 - level) times as likely under a uniform
    mixture of all shares; exact for any n.

    Source: Robbins 1970; Ville 1939 for the bound.
    """
    if not n:
        return Estimate(float("nan"), 0.0, 1.0)
    bound = log(1 / (1 - level)) - float(betaln(k + 1, n - k + 1))

    def beyond(share: float) -> float:
        return -(k * log(share) + (n - k) * log(1 - share)) - bound

    value = k / n
    middle = min(max(value, _EDGE), 1 - _EDGE)
    low = brentq(beyond, _EDGE, middle) if k else 0.0
    high = brentq(beyond, middle, 1 - _EDGE) if k < n else 1.0
    return Estimate(value, float(low), float(high))
