"""Shares per period with limits that follow their n: the p-chart."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from insight.statistics.control_charts import Flags
from insight.statistics.survival import Floats


@dataclass(frozen=True, slots=True)
class PChart:
    """A share per period with limits that follow its n, (n,) each but the mean."""

    mean: float
    share: Floats
    lower: Floats
    upper: Floats

    @property
    def outside(self) -> Flags:
        """Which periods are outside their limits."""
        return (self.share > self.upper) | (self.share < self.lower)


def p_chart(k: ArrayLike, n: ArrayLike, *, baseline: ArrayLike | None = None) -> PChart:
    """Shares with binomial limits, three standard errors from the baseline's mean.

    Args:
        k: Events per period, (n,).
        n: How many could have had one, (n,), above 0.
        baseline: Which periods set the mean, (n,); all where None.

    Source: Montgomery 1991, chapter 4; NIST e-Handbook 6.3.3.2.
    """
    events, many = np.asarray(k, dtype=float), np.asarray(n, dtype=float)
    first = np.ones(len(many), bool) if baseline is None else np.asarray(baseline, bool)
    mean = float(events[first].sum() / many[first].sum())
    width = 3 * np.sqrt(mean * (1 - mean) / many)
    lower, upper = np.maximum(mean - width, 0), np.minimum(mean + width, 1)
    return PChart(mean, events / many, lower, upper)
