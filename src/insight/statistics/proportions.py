"""Shares with intervals, and their differences."""

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import beta

from insight.statistics.estimates import Estimate

Floats = NDArray[np.float64]


def wilson(k: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Lower and upper Wilson limits of k of n, nan where n is 0.

    Source: Wilson 1927; Newcombe, Statistics in Medicine 17 (1998) 857-872.
    """
    hits, totals = np.atleast_1d(k).astype(float), np.atleast_1d(n).astype(float)
    of = np.where(totals > 0, totals, np.nan)
    z2 = NormalDist().inv_cdf(0.5 + level / 2) ** 2
    centre = (hits + z2 / 2) / (of + z2)
    half = np.sqrt(z2 * (hits * (of - hits) / of + z2 / 4)) / (of + z2)
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


def clopper_pearson(k: int, n: int, *, level: float = 0.95) -> Estimate:
    """K of n, above 0, with exact limits.

    Source: Clopper & Pearson, Biometrika 26 (1934) 404-413.
    """
    tail = (1 - level) / 2
    low = float(beta.ppf(tail, k, n - k + 1)) if k else 0.0
    high = float(beta.ppf(1 - tail, k + 1, n - k)) if k < n else 1.0
    return Estimate(k / n, low, high)


def newcombe(k1: int, n1: int, k2: int, n2: int, *, level: float = 0.95) -> Estimate:
    """The first share minus the second, nan where either group is empty.

    Source: Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10; Fagerland,
    Lydersen & Laake, Statistical Methods in Medical Research 24 (2015) 224-254.
    """
    from statsmodels.stats.proportion import (  # noqa: PLC0415 - it costs a second
        confint_proportions_2indep,
    )

    if not (n1 and n2):
        return Estimate(np.nan, np.nan, np.nan)
    low, high = confint_proportions_2indep(
        k1, n1, k2, n2, method="newcomb", compare="diff", alpha=1 - level
    )
    return Estimate(k1 / n1 - k2 / n2, float(low), float(high))


def standardised(rates: ArrayLike, weights: ArrayLike) -> float:
    """The rates of one group's strata, averaged with the mix of everybody.

    Args:
        rates: One rate per stratum, (strata,).
        weights: How many of all groups are in each stratum, (strata,).

    Returns:
        The directly standardised rate; nan where a stratum with weight has no rate.
    """
    share, many = np.asarray(rates, dtype=float), np.asarray(weights, dtype=float)
    there = many > 0
    if not there.any():
        return np.nan
    return float(np.average(share[there], weights=many[there]))
