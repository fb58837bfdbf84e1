"""Many comparisons at once: q-values instead of p-values."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import false_discovery_control

from insight.statistics.proportions import Floats


def q_values(p_values: ArrayLike) -> Floats:
    """The share of false alarms if everything up to this p is called a finding.

    Args:
        p_values: One per comparison, (n,); nan where a comparison was not possible,
            which then does not count among the n.

    Source: Benjamini & Hochberg, JRSS B 57 (1995) 289-300.
    """
    p = np.asarray(p_values, dtype=float)
    made = ~np.isnan(p)
    q = np.full(p.shape, np.nan)
    if made.any():
        q[made] = false_discovery_control(p[made], method="bh")
    return q
