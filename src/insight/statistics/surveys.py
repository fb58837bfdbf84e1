"""Questionnaires: exit NPS and customer effort, with intervals."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import norm, t

from insight.statistics.estimates import Estimate
from insight.statistics.proportions import wilson

EASY_FROM = 5


@dataclass(frozen=True, slots=True)
class NetPromoter:
    """A score of n answers from -100 to 100, with limits around an adjusted centre.

    With few answers the published limits pass 100, or leave the score out: `interval`
    is cut at the one and reaches to the other.
    """

    n: int
    score: float
    centre: float
    low: float
    high: float

    @property
    def interval(self) -> tuple[float, float]:
        """The limits as shown: within -100 and 100, and on both sides of the score."""
        low, high = min(self.low, self.score), max(self.high, self.score)
        return max(low, -100.0), min(high, 100.0)


def net_promoter(
    promoters: int, passives: int, detractors: int, *, level: float = 0.95
) -> NetPromoter:
    """NPS of the answers 9-10, 7-8 and 0-6, with the adjusted-Wald interval.

    Three quarters of a promoter and of a detractor are added, and 3 to n; without
    answers everything is nan.

    Source: Rocks, The American Statistician 70 (2016) 365-372;
    measuringu.com/nps-three-confidence-intervals.
    """
    n = promoters + passives + detractors
    if not n:
        return NetPromoter(0, *[np.nan] * 4)
    up, down = ((count + 0.75) / (n + 3) for count in (promoters, detractors))
    spread = np.sqrt((up + down - (up - down) ** 2) / (n + 3))
    width = 100 * float(norm.ppf(0.5 + level / 2) * spread)
    centre = 100 * (up - down)
    score = 100 * (promoters - detractors) / n
    return NetPromoter(n, score, centre, centre - width, centre + width)


@dataclass(frozen=True, slots=True)
class Effort:
    """Ease of n answers from 1 (hard) to 7 (easy): the mean, and the share of 5-7."""

    n: int
    mean: Estimate
    easy: Estimate


def effort(answers: ArrayLike, *, level: float = 0.95) -> Effort:
    """Customer effort of answers 1-7, (n,), 7 is very easy.

    The mean has Student's limits, cut at 1 and 7 and nan below two answers; the share
    has Wilson's.
    """
    given = np.asarray(answers, dtype=float)
    easy = int((given >= EASY_FROM).sum())
    low, high = wilson(easy, len(given), level=level)
    share = easy / len(given) if len(given) else np.nan
    return Effort(
        len(given),
        _mean(given, level=level),
        Estimate(share, float(low[0]), float(high[0])),
    )


def _mean(given: np.ndarray, *, level: float) -> Estimate:
    n = len(given)
    if n < 2:  # noqa: PLR2004
        return Estimate(float(given[0]) if n else np.nan, np.nan, np.nan)
    mean = float(given.mean())
    width = float(t.ppf(0.5 + level / 2, n - 1) * given.std(ddof=1) / np.sqrt(n))
    return Estimate(mean, max(mean - width, 1.0), min(mean + width, 7.0))
