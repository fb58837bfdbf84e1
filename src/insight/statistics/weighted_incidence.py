"""The Aalen-Johansen share of rows that weigh differently, and how far each pulls it."""

import numpy as np
from numpy.typing import NDArray

from insight.statistics.survival import Floats


def weighted_incidence(
    ends: Floats, what: NDArray[np.generic], weight: Floats, *, horizon: int
) -> tuple[float, Floats]:
    """The Aalen-Johansen share of event 1 by a day, and how far each row pulls it, (n,).

    A pull is the derivative by the row's weight times the weight: their squares add up
    to the variance (infinitesimal jackknife, as survfit in R has it).
    """
    grid, at = np.unique(ends, return_inverse=True)
    sums = [
        np.bincount(at, weights=weight * part, minlength=len(grid))
        for part in (np.ones(len(ends)), what != 0, what == 1)
    ]
    watched = np.cumsum(sums[0][::-1])[::-1]
    inside = grid <= horizon
    per = np.divide(1, watched, out=np.zeros_like(watched), where=watched > 0) * inside
    hazard, own = np.minimum(sums[1] * per, 1), sums[2] * per
    left = np.cumprod(1 - hazard)
    before = np.concatenate([[1.0], left[:-1]])
    share = np.cumsum(before * own)
    ahead = np.divide(
        share[-1] - share, 1 - hazard, out=np.zeros_like(share), where=hazard < 1
    )
    gain, loss = before * per, ahead * per
    over = np.cumsum(gain * own - loss * hazard)
    seen = (what == 1) * gain[at] - (what != 0) * loss[at]
    return float(share[-1]), np.asarray(weight * (seen - over[at]))
