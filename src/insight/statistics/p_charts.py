"""Shares per period with limits that follow their n: p-chart and Laney's p'-chart."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from insight.statistics.control_charts import Flags, mean_of_seen, moving_ranges
from insight.statistics.survival import Floats

D2 = 1.128


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
    return _chart(k, n, baseline, widened=_by_chance)


def laney_chart(
    k: ArrayLike, n: ArrayLike, *, baseline: ArrayLike | None = None
) -> PChart:
    """Like `p_chart`, its limits widened by how much more periods vary than chance.

    Source: Laney, Quality Engineering 14 (2002) 531-537.
    """
    return _chart(k, n, baseline, widened=_by_ranges)


def _chart(
    k: ArrayLike,
    n: ArrayLike,
    baseline: ArrayLike | None,
    *,
    widened: Callable[[Floats], float],
) -> PChart:
    events, many = np.asarray(k, dtype=float), np.asarray(n, dtype=float)
    first = np.ones(len(many), bool) if baseline is None else np.asarray(baseline, bool)
    mean = float(events[first].sum() / many[first].sum())
    share, error = events / many, np.sqrt(mean * (1 - mean) / many)
    width = 3 * error * widened(((share - mean) / error)[first])
    return PChart(mean, share, np.maximum(mean - width, 0), np.minimum(mean + width, 1))


def _by_chance(_: Floats) -> float:
    return 1.0


def _by_ranges(z: Floats) -> float:
    return mean_of_seen(moving_ranges(z)) / D2
