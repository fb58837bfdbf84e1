"""Means per period with limits that follow their n: Shewhart's x̄-chart."""

import numpy as np
from numpy.typing import ArrayLike

from insight.statistics.survival import Floats


def mean_limits(baseline: ArrayLike, n: ArrayLike) -> tuple[float, Floats, Floats]:
    """The mean of a baseline, and the limits of the mean of n values like them.

    Three standard errors of the baseline's values, which later periods do not move;
    nan with fewer than two of them, or where n is 0.

    Args:
        baseline: All single values of the baseline's periods, (m,).
        n: How many values each period has, (p,).

    Returns:
        The mean, lower and upper limits (p,), in the unit of the values.

    Source: Montgomery, Introduction to Statistical Quality Control, chapter 6.3.2
    (variable sample size).
    """
    values, many = np.asarray(baseline, dtype=float), np.asarray(n, dtype=float)
    if len(values) < 2:  # noqa: PLR2004
        none = np.full(len(many), np.nan)
        return np.nan, none, none
    counted = np.where(many > 0, many, np.nan)
    mean, width = float(values.mean()), 3 * values.std(ddof=1) / np.sqrt(counted)
    return mean, mean - width, mean + width
