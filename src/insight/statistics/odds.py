"""Odds ratios across reasons: crude, pooled within strata, and whether they agree."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from statsmodels.stats.contingency_tables import StratifiedTable

from insight.statistics.estimates import Estimate, Refusal
from insight.statistics.survival import Floats


@dataclass(frozen=True, slots=True)
class StratifiedOdds:
    """The Mantel-Haenszel odds ratio beside the crude one.

    `p` tests the pooled ratio against 1, `unequal_p` whether the strata have different
    ratios (Breslow-Day): where it is small, one pooled number hides that.
    """

    crude: float
    pooled: Estimate
    statistic: float
    p: float
    unequal_statistic: float
    unequal_p: float

    @property
    def reverses(self) -> bool:
        """Whether pooling within strata turns the crude ratio around (Simpson)."""
        return (self.crude - 1) * (self.pooled.value - 1) < 0


def stratified_odds(
    tables: ArrayLike, *, level: float = 0.95
) -> StratifiedOdds | Refusal:
    """Two-by-two tables of the same comparison, one per stratum.

    Args:
        tables: Counts, (strata, 2, 2): rows are the groups, columns yes and no.
        level: Coverage of the limits.

    Returns:
        The pooled ratio, or a refusal where no stratum compares anything or a ratio
        would be 0 or infinite. The test has the continuity correction, as in R.

    Source: Mantel & Haenszel 1959; limits of Robins, Breslow & Greenland, Biometrics
    42 (1986) 311-323; Breslow & Day 1980.
    """
    counts = np.asarray(tables, dtype=float)
    told = counts[_compares(counts)]
    yes = (told[:, 0, 0] * told[:, 1, 1] / told.sum(axis=(1, 2))).sum()
    no = (told[:, 0, 1] * told[:, 1, 0] / told.sum(axis=(1, 2))).sum()
    if not (yes > 0 and no > 0):
        return Refusal(
            "Within no stratum do both groups have cases of both kinds to compare."
        )
    return _pooled(counts.sum(axis=0), told, level=level)


def _compares(counts: Floats) -> np.ndarray:
    """Strata in which both groups and both answers occur; others say nothing."""
    rows, columns = counts.sum(axis=2), counts.sum(axis=1)
    return np.asarray((rows > 0).all(axis=1) & (columns > 0).all(axis=1))


def _pooled(whole: Floats, told: Floats, *, level: float) -> StratifiedOdds:
    found = StratifiedTable(list(told))
    low, high = found.oddsratio_pooled_confint(alpha=1 - level)
    null = found.test_null_odds(correction=True)
    equal = found.test_equal_odds() if len(told) > 1 else None
    crude = whole[0, 0] * whole[1, 1] / (whole[0, 1] * whole[1, 0])
    return StratifiedOdds(
        float(crude),
        Estimate(float(found.oddsratio_pooled), float(low), float(high)),
        float(null.statistic),
        float(null.pvalue),
        float(equal.statistic) if equal else np.nan,
        float(equal.pvalue) if equal else np.nan,
    )
