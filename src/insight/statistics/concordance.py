"""How well a score orders who has the event first."""

import numpy as np
from numpy.typing import ArrayLike

from insight.statistics.survival import Floats


def concordance(days: ArrayLike, event: ArrayLike, score: ArrayLike) -> float:
    """Harrell's C: of two who can be compared, how often the higher score goes first.

    Args:
        days: Day each watch ended, (n,).
        event: Whether it ended with the event, (n,).
        score: Higher means sooner, (n,). Equal scores count half.

    Returns:
        0.5 by chance, 1 for a perfect order; nan where nobody can be compared. A pair
        can be when one has the event on a day after which the other is still watched.

    Source: Harrell et al., JAMA 247 (1982) 2543-2546.
    """
    ends, hit = np.asarray(days, dtype=float), np.asarray(event).astype(bool)
    rank = np.unique(np.asarray(score, dtype=float), return_inverse=True)[1]
    order = np.lexsort([hit, -ends])
    later = np.zeros(rank.max(initial=-1) + 1)
    pairs = won = 0.0
    added = 0
    for day in np.unique(ends[hit])[::-1]:
        upto = _still_watched(ends[order], hit[order], day)
        later += np.bincount(rank[order[added:upto]], minlength=len(later))
        added = upto
        own = rank[hit & (ends == day)]
        pairs += len(own) * added
        won += float((np.cumsum(later)[own] - later[own] / 2).sum())
    return won / pairs if pairs else np.nan


def _still_watched(ends: Floats, hit: np.ndarray, day: float) -> int:
    """How many, latest first, are watched after the events of a day."""
    return int(((ends > day) | ((ends == day) & ~hit)).sum())
