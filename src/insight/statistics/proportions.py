"""Shares with intervals."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from statsmodels.stats.proportion import proportion_confint

Floats = NDArray[np.float64]


def wilson(k: ArrayLike, n: ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Lower and upper Wilson limits of k of n, nan where n is 0.

    Source: Wilson 1927; Newcombe, Statistics in Medicine 17 (1998) 857-872.
    """
    counts, totals = np.atleast_1d(k).astype(float), np.atleast_1d(n).astype(float)
    low, high = np.full(totals.shape, np.nan), np.full(totals.shape, np.nan)
    some = totals > 0
    low[some], high[some] = proportion_confint(
        counts[some], totals[some], alpha=1 - level, method="wilson"
    )
    return np.clip(low, 0, 1), np.clip(high, 0, 1)
