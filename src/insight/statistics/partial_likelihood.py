"""The partial likelihood of Cox's model, plain or penalised, its maximum, each row's pull."""

from dataclasses import dataclass

import numpy as np

from insight.statistics.risk_sets import RiskSets
from insight.statistics.survival import Floats

STEPS = 50
HALVINGS = 20
ENOUGH = 1e-10
FARTHEST = 15.0


@dataclass(frozen=True, slots=True)
class Fit:
    """Log likelihood at given coefficients, its gradient (p,) and information (p, p)."""

    log_likelihood: float
    gradient: Floats
    information: Floats


def likelihood(beta: Floats, x: Floats, sets: RiskSets, *, penalised: bool) -> Fit:
    """The partial likelihood at `beta`, (p,), of columns `x`, (n, p).

    Penalised by half the logarithm of the determinant of its information, where that
    is above 0; `information` is that of the plain likelihood either way.

    Source: Firth, Biometrika 80 (1993) 27-38; Heinze & Schemper, Biometrics 57 (2001)
    114-119.
    """
    risk, log_risk = _risk(beta, x)
    p = x.shape[1]
    squares = (x[:, :, None] * x[:, None, :]).reshape(len(x), -1)
    sums = sets.at_events(np.hstack([np.ones((len(x), 1)), x, squares]) * risk)
    with np.errstate(all="ignore"):
        mean = sums[:, 1 : p + 1] / sums[:, :1]
        second = (sums[:, p + 1 :] / sums[:, :1]).reshape(-1, p, p)
        spread = second - mean[:, :, None] * mean[:, None, :]
        seen = log_risk[sets.rows].sum() - np.log(sums[:, 0]).sum()
    gradient = (x[sets.rows] - mean).sum(axis=0)
    fit = Fit(float(seen), gradient, spread.sum(axis=0))
    if not penalised or not is_determined(fit.information):
        return fit
    inverse = np.asarray(np.linalg.inv(fit.information), dtype=float)
    weighed = _weighed(x, inverse)
    thirds = sets.at_events(weighed * risk) / sums[:, :1]
    turned = np.einsum("ej,jk,ekl->l", mean, inverse, spread)
    pull = (thirds[:, 1:] - mean * thirds[:, :1]).sum(axis=0) - 2 * turned
    volume = float(np.linalg.slogdet(fit.information)[1])
    return Fit(fit.log_likelihood + volume / 2, gradient + pull / 2, fit.information)


def _weighed(x: Floats, inverse: Floats) -> Floats:
    """The squared length of each row of `x` by `inverse`, and times each column."""
    length = ((x @ inverse) * x).sum(axis=1, keepdims=True)
    return np.hstack([length, length * x])


def is_determined(information: Floats) -> bool:
    """Whether an information matrix can be inverted in double precision."""
    if not np.isfinite(information).all():
        return False
    return bool(np.linalg.cond(information) < 1 / ENOUGH)


def maximum(x: Floats, sets: RiskSets, *, penalised: bool) -> Floats | None:
    """The coefficients of largest likelihood, (p,); None where there are none.

    The columns have unit variance: a coefficient beyond `FARTHEST` is on its way to
    infinity, as it is where a group has no event.
    """
    beta = np.zeros(x.shape[1])
    now = likelihood(beta, x, sets, penalised=penalised)
    for _ in range(STEPS):
        if not _determined(beta, now):
            return None
        step = np.asarray(np.linalg.solve(now.information, now.gradient), dtype=float)
        if step @ now.gradient < ENOUGH:
            return np.asarray(beta + step)
        beta, now = _climbed(beta, step, now, x, sets, penalised=penalised)
    return None


def score_residuals(beta: Floats, x: Floats, sets: RiskSets) -> Floats:
    """What each row adds to the score: seen minus expected, over its time at risk."""
    risk, _ = _risk(beta, x)
    sums = sets.at_events(np.hstack([np.ones((len(x), 1)), x]) * risk)
    hazard, mean = 1 / sums[:, :1], sums[:, 1:] / sums[:, :1]
    over = sets.so_far(np.hstack([hazard, hazard * mean]))
    expected = risk * (x * over[:, :1] - over[:, 1:])
    own = _own(x, risk, hazard, mean, sets)
    residuals = -expected
    residuals[sets.rows] += own
    return residuals


def _determined(beta: Floats, now: Fit) -> bool:
    near = (np.abs(beta) < FARTHEST).all() and np.isfinite(now.log_likelihood)
    return bool(near and is_determined(now.information))


def _climbed(
    beta: Floats, step: Floats, now: Fit, x: Floats, sets: RiskSets, *, penalised: bool
) -> tuple[Floats, Fit]:
    for halving in range(HALVINGS):
        ahead = beta + step / 2**halving
        there = likelihood(ahead, x, sets, penalised=penalised)
        if there.log_likelihood >= now.log_likelihood:
            return ahead, there
    return ahead, there


def _own(
    x: Floats, risk: Floats, hazard: Floats, mean: Floats, sets: RiskSets
) -> Floats:
    """Of the rows with an event: what they saw, and what they were not at risk for."""
    ties = np.bincount(sets.moment)[:, None]
    left_out = sets.tie[:, None] * hazard
    per_event = np.hstack([mean, left_out, left_out * mean])
    sums = np.stack(
        [np.bincount(sets.moment, weights=column) for column in per_event.T], axis=1
    )
    p = x.shape[1]
    averaged, spared, spared_mean = np.split(sums[sets.moment], [p, p + 1], axis=1)
    at = x[sets.rows]
    seen = at - averaged / ties[sets.moment]
    return np.asarray(seen + risk[sets.rows] * (at * spared - spared_mean))


def _risk(beta: Floats, x: Floats) -> tuple[Floats, Floats]:
    """Relative hazards as a column, and their logarithm, scaled to at most 1."""
    log_risk = x @ beta
    log_risk -= log_risk.max()
    return np.exp(log_risk)[:, None], log_risk
