"""Logistic regression with Firth's penalty: finite also where a group is all or none."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from insight.statistics.survival import Floats

STEPS, HALVINGS = 100, 30
ENOUGH = 1e-9
RANK = 1e-9
FARTHEST_STEP = 5.0


def firth_logistic(
    columns: ArrayLike,
    successes: ArrayLike,
    totals: ArrayLike,
    *,
    penalty: float = 0.5,
) -> Floats:
    """Coefficients of an intercept, first, and of each column, (1 + columns,).

    Args:
        columns: One row per pattern of the covariates, (patterns, columns).
        successes: How often each pattern had the outcome, (patterns,).
        totals: How often each pattern was seen, (patterns,), above 0.
        penalty: What the logarithm of the information is multiplied by; Firth's is 0.5,
            and next to none keeps a fit finite without moving it.

    Returns:
        The penalised estimates; of columns that say the same the shortest solution.

    Source: Firth, Biometrika 80 (1993) 27-38; Heinze & Schemper, Statistics in Medicine
    21 (2002) 2409-2419; as logistf in R.
    """
    n, y = np.asarray(totals, dtype=float), np.asarray(successes, dtype=float)
    x = np.column_stack([np.ones(len(n)), np.asarray(columns, dtype=float)])
    _, size, turned = np.linalg.svd(x * np.sqrt(n)[:, None], full_matrices=False)
    basis = turned[size > RANK * size[0]].T
    return np.asarray(basis @ _maximum(x @ basis, y, n, penalty=penalty))


def chances(columns: ArrayLike, coefficients: Floats) -> Floats:
    """The chance of the outcome for each row of columns, (rows,)."""
    return _chance(coefficients[0] + np.asarray(columns) @ coefficients[1:])


def _maximum(x: Floats, y: Floats, n: Floats, *, penalty: float) -> Floats:
    def penalised(beta: Floats) -> float:
        at = x @ beta
        seen = y @ at - n @ np.logaddexp(0, at)
        size = np.linalg.slogdet(_information(x, n, _chance(at)))[1]
        return float(seen + penalty * size)

    beta, now = np.zeros(x.shape[1]), penalised(np.zeros(x.shape[1]))
    for _ in range(STEPS):
        p = _chance(x @ beta)
        inverse = np.linalg.inv(_information(x, n, p))
        leverage = n * p * (1 - p) * ((x @ inverse) * x).sum(axis=1)
        step = inverse @ (x.T @ (y - n * p + penalty * leverage * (1 - 2 * p)))
        step *= min(1.0, FARTHEST_STEP / max(np.abs(step).max(), ENOUGH))
        if np.abs(step).max() < ENOUGH:
            break
        beta, now = _climbed(beta, step, now, penalised)
    return beta


def _climbed(
    beta: Floats, step: Floats, now: float, likelihood: Callable[[Floats], float]
) -> tuple[Floats, float]:
    for halving in range(HALVINGS):
        ahead = np.asarray(beta + step / 2**halving)
        if (there := likelihood(ahead)) >= now - ENOUGH:
            return ahead, there
    return beta, now


def _information(x: Floats, n: Floats, p: Floats) -> Floats:
    return np.asarray((x * (n * p * (1 - p))[:, None]).T @ x)


def _chance(at: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(at, -500, 500))))
