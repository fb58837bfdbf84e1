"""Runs around a median: how long, how many, and what chance allows."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import binom


def run_limits(n: int) -> tuple[int, int]:
    """The longest run and the fewest crossings of the median that chance allows.

    Args:
        n: Points not on the median, at least 1.

    Source: Anhøj & Olesen, PLoS ONE 9 (2014) e113825; qicharts2, appendix 2.
    """
    return round(np.log2(n) + 3), int(binom.ppf(0.05, n - 1, 0.5))


def longest_run_and_crossings(values: ArrayLike, median: float) -> tuple[int, int]:
    """Points in a row on one side of a median, at most, and how often sides change."""
    apart = np.asarray(values, dtype=float) - median
    above = apart[apart != 0] > 0
    changes = np.flatnonzero(np.diff(above))
    ends = np.concatenate([[-1], changes, [len(above) - 1]])
    return int(np.diff(ends).max()), len(changes)
