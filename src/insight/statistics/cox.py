"""Cox regression with strata, delayed entry, Efron's ties and clustered errors.

Written out rather than taken from statsmodels' PHReg, whose robust errors are nan as
soon as a row ends before the first event (here every exit younger than the grace
period), ignore Efron's ties, and count those who enter on a day as at risk on it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from insight.statistics.estimates import Refusal
from insight.statistics.partial_likelihood import (
    Fit,
    is_determined,
    likelihood,
    maximum,
    score_residuals,
)
from insight.statistics.risk_sets import RiskSets, Ties, risk_sets
from insight.statistics.survival import Floats

LARGEST_ERROR = 10.0

NO_EVENT = Refusal("Nobody had the event, so there is nothing to compare.")
NO_ANSWER = Refusal(
    "The data do not determine the ratio: a group has no event among those compared, "
    "or two of the columns say the same."
)


@dataclass(frozen=True, slots=True)
class Cox:
    """A fitted model: log hazard ratios and errors per column, (columns,) each.

    `errors` are robust where rows were clustered, `model_errors` never.
    `score_residuals` say how far each row pulls each coefficient, (n, columns).
    """

    coefficients: Floats
    errors: Floats
    model_errors: Floats
    covariance: Floats
    score_residuals: Floats
    log_likelihood: float
    null_log_likelihood: float
    events: int


def fit_cox(
    days: ArrayLike,
    event: ArrayLike,
    columns: ArrayLike,
    *,
    entry: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    ties: Ties = "efron",
    penalised: bool = False,
) -> Cox | Refusal:
    """Proportional hazards of an event, other causes censored.

    Args:
        days: Day each watch ended, (n,).
        event: Whether it ended with the event, (n,).
        columns: What the hazard may depend on, (n, columns), nothing missing.
        entry: Day each watch began, (n,); at risk are those with entry < day <= end.
        strata: Label of the stratum, (n,), each with its own baseline.
        cluster: Label of what belongs together, (n,): errors are robust and clustered
            (pass row numbers for robust errors alone). None for the model's errors.
        ties: How several events of one day in one stratum are taken.
        penalised: By Firth's penalty, which takes out what few events add to a
            coefficient; the log likelihoods are then penalised ones.

    Returns:
        The fit, or a refusal where the data do not determine it.

    Raises:
        ValueError: A column has missing values, or a watch ends before it begins.

    Source: Cox 1972; Efron, JASA 72 (1977) 557-565; Lin & Wei, JASA 84 (1989)
    1074-1078; Therneau & Grambsch 2000, chapters 3, 7 and appendix E.
    """
    x = np.asarray(columns, dtype=float)
    if np.isnan(x).any():
        raise ValueError("a column has missing values")
    sets = risk_sets(
        np.asarray(days, dtype=float),
        np.asarray(event).astype(bool),
        entry=None if entry is None else np.asarray(entry, dtype=float),
        strata=None if strata is None else np.asarray(strata),
        ties=ties,
    )
    if not sets.moments:
        return NO_EVENT
    middle, scale = _spread(x, sets)
    if (scale <= 0).any():
        return NO_ANSWER
    x = (x - middle) / scale
    found = maximum(x, sets, penalised=penalised)
    if found is None:
        return NO_ANSWER
    ends = [likelihood(b, x, sets, penalised=penalised) for b in (found, found * 0)]
    return _fitted(found, x, sets, ends=ends, scale=scale, cluster=cluster)


def _fitted(
    beta: Floats,
    x: Floats,
    sets: RiskSets,
    *,
    ends: list[Fit],
    scale: Floats,
    cluster: ArrayLike | None,
) -> Cox | Refusal:
    """The fit, from the likelihood at the coefficients and at none (`ends`)."""
    fit, null = ends
    if not is_determined(fit.information):
        return NO_ANSWER
    inverse = np.asarray(np.linalg.inv(fit.information), dtype=float)
    variance = np.diag(inverse)
    if not ((variance > 0) & (variance < LARGEST_ERROR**2)).all():
        return NO_ANSWER
    residuals = score_residuals(beta, x, sets)
    covariance = inverse
    if cluster is not None:
        covariance = _sandwich(inverse, residuals, np.asarray(cluster))
    covariance = covariance / np.outer(scale, scale)
    return Cox(
        beta / scale,
        np.sqrt(np.diag(covariance)),
        np.sqrt(variance) / scale,
        covariance,
        residuals * scale,
        fit.log_likelihood,
        null.log_likelihood,
        len(sets.rows),
    )


def _spread(x: Floats, sets: RiskSets) -> tuple[Floats, Floats]:
    compared = x[sets.informative]
    return compared.mean(axis=0), compared.std(axis=0)


def _sandwich(
    inverse: Floats, residuals: Floats, cluster: NDArray[np.generic]
) -> Floats:
    label = np.unique(cluster, return_inverse=True)[1]
    sums = np.stack([np.bincount(label, weights=r) for r in residuals.T], axis=1)
    return np.asarray(inverse @ sums.T @ sums @ inverse)
