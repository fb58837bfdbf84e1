"""How many more of 100 come back: shares of two groups with the same mix of everything else."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from insight.statistics.estimates import Estimate, Refusal
from insight.statistics.logistic import chances, firth_logistic
from insight.statistics.survival import Floats
from insight.statistics.weighted_incidence import weighted_incidence

LEAST_AT_RISK = 10
JUST_FINITE = 0.005
"""A penalty that leaves the mix balanced, and a fit finite where a mix has one side."""
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Spread:
    """Variances of two shares, and their covariance."""

    share: float
    other: float
    both: float

    def of(self, share: float, other: float) -> float:
        """The variance of a weighted sum of the two."""
        return (
            share**2 * self.share
            + other**2 * self.other
            + 2 * share * other * self.both
        )


@dataclass(frozen=True, slots=True)
class ShareDifference:
    """Shares with the event within `horizon` days of two groups made alike.

    `share` is of the exposed, `other` of the rest; `robust` is their spread by cluster,
    `model` by row. `n` rows were compared, `exposed` of
    them exposed, with `events` and `other_events` within the horizon.
    """

    horizon: int
    share: float
    other: float
    robust: Spread
    model: Spread
    n: int
    exposed: int
    events: int
    other_events: int

    def contrast(self, share: float, other: float) -> tuple[float, float]:
        """A weighted sum of the two shares, with the larger of both its errors."""
        variance = max(self.robust.of(share, other), self.model.of(share, other))
        return share * self.share + other * self.other, sqrt(max(variance, 0.0))

    @property
    def more(self) -> Estimate:
        """The share of the exposed minus that of the others, 95%."""
        return _estimate(*self.contrast(1, -1))

    @property
    def of_exposed(self) -> Estimate:
        """The share of the exposed, 95%, inside 0-1."""
        return _inside(_estimate(*self.contrast(1, 0)))

    @property
    def of_others(self) -> Estimate:
        """The share of the others, 95%, inside 0-1."""
        return _inside(_estimate(*self.contrast(0, 1)))


def share_difference(
    days: ArrayLike,
    event: ArrayLike,
    exposed: ArrayLike,
    *,
    factors: Sequence[ArrayLike],
    cluster: ArrayLike,
    horizons: Sequence[int],
) -> ShareDifference | Refusal:
    """Aalen-Johansen shares of two groups, weighted so that all factors are balanced.

    Each row weighs the chance of being in the other group (overlap weights), given the
    factors: a level in which only one group occurs says nothing and is left out. The
    errors take the weights as known, which makes them too wide rather than too narrow.

    Args:
        days: Day each watch ended, (n,).
        event: What ended it, (n,): 1 the event, 0 nothing, else a competing one.
        exposed: Which of the two groups, 0 or 1, (n,).
        factors: Labels of what the groups are made alike in, (n,) each.
        cluster: Label of the account, (n,).
        horizons: Days within which an event may count; the longest is taken at which
            both groups still have `LEAST_AT_RISK` watched, or had nobody censored.

    Returns:
        The two shares, or a refusal where no level has both groups, or too few are
        watched long enough.

    Source: Aalen & Johansen 1978; Li, Morgan & Zaslavsky, JASA 113 (2018) 390-400, for
    the weights; errors by the infinitesimal jackknife, as survfit in R.
    """
    ends, what = np.asarray(days, dtype=float), np.asarray(event)
    group = np.asarray(exposed).astype(bool)
    codes = [np.unique(np.asarray(f), return_inverse=True)[1] for f in factors]
    kept = _comparable(group, codes)
    if not kept.any():
        return Refusal("Nothing is alike in both groups, so nothing can be compared.")
    ends, what, group = ends[kept], what[kept], group[kept]
    horizon = _longest(ends, what == 0, group, horizons)
    if horizon is None:
        return Refusal(
            f"It takes {LEAST_AT_RISK} of either kind watched for {min(horizons)} days."
        )
    return _compared(
        ends,
        what,
        group,
        weight=_weights(group, [code[kept] for code in codes]),
        cluster=np.asarray(cluster)[kept],
        horizon=horizon,
    )


def _compared(
    ends: Floats,
    what: NDArray[np.generic],
    group: NDArray[np.bool_],
    *,
    weight: Floats,
    cluster: NDArray[np.generic],
    horizon: int,
) -> ShareDifference:
    pulls, shares = np.zeros((len(ends), 2)), [0.0, 0.0]
    for place, side in enumerate((group, ~group)):
        shares[place], pulls[side, place] = weighted_incidence(
            ends[side], what[side], weight[side], horizon=horizon
        )
    label = np.unique(cluster, return_inverse=True)[1]
    sums = np.stack([np.bincount(label, weights=p) for p in pulls.T], axis=1)
    back = (what == 1) & (ends <= horizon)
    return ShareDifference(
        horizon=horizon,
        share=shares[0],
        other=shares[1],
        robust=_spread(np.asarray(sums, dtype=float)),
        model=_spread(pulls),
        n=len(ends),
        exposed=int(group.sum()),
        events=int((back & group).sum()),
        other_events=int((back & ~group).sum()),
    )


def _comparable(
    group: NDArray[np.bool_], codes: list[NDArray[np.int64]]
) -> NDArray[np.bool_]:
    """Rows whose level of every factor holds both groups, once others are left out."""
    kept = np.full(len(group), group.any() and not group.all())
    before = -1
    while kept.sum() != before:
        before = int(kept.sum())
        for code in codes:
            size = int(code.max(initial=0)) + 1
            sides = [
                np.bincount(code[kept & g], minlength=size) for g in (group, ~group)
            ]
            kept = kept & ((sides[0] > 0) & (sides[1] > 0))[code]
    return kept


def _longest(
    ends: Floats,
    censored: NDArray[np.bool_],
    group: NDArray[np.bool_],
    horizons: Sequence[int],
) -> int | None:
    """The longest horizon up to which both curves can be told."""
    for horizon in sorted(horizons, reverse=True):
        sides = [(ends[side], censored[side]) for side in (group, ~group)]
        if all(_is_told(*side, horizon=horizon) for side in sides):
            return horizon
    return None


def _is_told(ends: Floats, censored: NDArray[np.bool_], *, horizon: int) -> bool:
    """Whether enough are still watched then, or nobody was lost from sight before."""
    if (ends >= horizon).sum() >= LEAST_AT_RISK:
        return True
    return len(ends) >= LEAST_AT_RISK and not (censored & (ends < horizon)).any()


def _weights(group: NDArray[np.bool_], codes: list[NDArray[np.int64]]) -> Floats:
    """The chance of the group that each row is not in, (n,)."""
    levels = np.column_stack([np.zeros(len(group), dtype=np.int64), *codes])
    patterns, at = np.unique(levels, axis=0, return_inverse=True)
    at = at.reshape(-1)
    columns = _dummies(patterns)
    beta = firth_logistic(
        columns,
        np.bincount(at, weights=group),
        np.bincount(at),
        penalty=JUST_FINITE,
    )
    chance = chances(columns, beta)[at]
    return np.where(group, 1 - chance, chance)


def _dummies(patterns: NDArray[np.int64]) -> Floats:
    flags = [column[:, None] == np.unique(column)[1:] for column in patterns.T]
    return np.hstack(flags).astype(float)


def _spread(pulls: Floats) -> Spread:
    """The spread of sums of independent pulls, (n, 2), each side by its own number."""
    many = np.maximum((pulls != 0).sum(axis=0), 2)
    scaled = pulls * np.sqrt(many / (many - 1))
    share, other = (scaled**2).sum(axis=0)
    return Spread(float(share), float(other), float(scaled[:, 0] @ scaled[:, 1]))


def _estimate(value: float, error: float) -> Estimate:
    return Estimate(value, value - Z95 * error, value + Z95 * error)


def _inside(share: Estimate) -> Estimate:
    return Estimate(share.value, max(share.low, 0.0), min(share.high, 1.0))
