"""Do curves differ? The log-rank test, also within strata."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import chi2

from insight.statistics.event_counts import GroupCounts
from insight.statistics.survival import Floats

SINGULAR = 1e-10


@dataclass(frozen=True, slots=True)
class LogRank:
    """A test of equal hazards in the groups that were ever at risk of an event.

    `observed` and `expected` events are (groups,), also of groups left out of the test.
    `statistic` and `p` are nan where fewer than two groups could be compared.
    """

    groups: NDArray[np.generic]
    observed: Floats
    expected: Floats
    statistic: float
    df: int
    p: float

    @property
    def z(self) -> float:
        """Signed root of a two-group test, negative where the first group has less."""
        if self.df != 1:
            return np.nan
        first = int(np.argmax(self.expected > 0))
        side = np.sign(self.observed[first] - self.expected[first])
        return float(side * np.sqrt(self.statistic))


def log_rank(strata: Sequence[GroupCounts]) -> LogRank:
    """The log-rank test of k groups, stratified where several strata are given.

    Groups that were never at risk on a day with an event are left out: counted, they
    would raise the degrees of freedom without saying anything.

    Source: Mantel 1966; Peto & Peto 1972; as survdiff in R.
    """
    return _test(strata, weight=np.ones_like)


def wilcoxon(strata: Sequence[GroupCounts]) -> LogRank:
    """Gehan's Wilcoxon test: like `log_rank`, each day weighted by those at risk.

    It sees early differences better and late ones worse. `observed` and `expected`
    are weighted sums.
    """
    return _test(strata, weight=np.copy)


def _test(
    strata: Sequence[GroupCounts], *, weight: Callable[[Floats], Floats]
) -> LogRank:
    if not strata:
        nothing = np.zeros(0)
        return LogRank(nothing, nothing, nothing, np.nan, 0, np.nan)
    sums = [_sums(counts, weight=weight) for counts in strata]
    observed, expected, variance = (
        np.sum([s[i] for s in sums], axis=0) for i in range(3)
    )
    statistic, df = _chi_square(observed - expected, variance)
    p = float(chi2.sf(statistic, df)) if df else np.nan
    return LogRank(strata[0].groups, observed, expected, statistic, df, p)


def _chi_square(apart: Floats, spread: Floats) -> tuple[float, int]:
    """The statistic and its degrees of freedom, the rank of the variance.

    A group never at risk at an event adds nothing to it, and strata may lower it.
    """
    if not (spread > 0).any():
        return np.nan, 0
    df = int(np.linalg.matrix_rank(spread, hermitian=True, rtol=SINGULAR))
    inverse = np.linalg.pinv(spread, hermitian=True, rtol=SINGULAR)
    return float(apart @ inverse @ apart), df


def _sums(
    counts: GroupCounts, *, weight: Callable[[Floats], Floats]
) -> tuple[Floats, Floats, Floats]:
    watched = counts.at_risk.sum(axis=0).astype(float)
    events = counts.events.sum(axis=0)
    weights = weight(watched)
    share = counts.at_risk / np.maximum(watched, 1)
    scale = weights**2 * events * (watched - events) / np.maximum(watched - 1, 1)
    together = (share * scale) @ share.T
    np.fill_diagonal(together, 0)
    variance = np.diag(together.sum(axis=1)) - together
    return counts.events @ weights, share @ (weights * events), variance
