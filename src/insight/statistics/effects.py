"""Hazard ratios, what an unmeasured cause would need, and how many events it takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, exp, log, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import norm

from insight.statistics.cox import fit_cox
from insight.statistics.estimates import Estimate, Refusal
from insight.statistics.risk_sets import risk_sets
from insight.statistics.survival import Floats


@dataclass(frozen=True, slots=True)
class HazardRatio:
    """A ratio of hazards with limits, its logarithm with error, and what it rests on.

    `error` is the larger of the model's and the robust one. Of `events`, only those at
    which both groups were at risk in the stratum compare anything: `compared_exposed`
    and `compared_others`.
    """

    ratio: Estimate
    coefficient: float
    error: float
    p: float
    n: int
    events: int
    exposed: int
    events_exposed: int
    compared_exposed: int
    compared_others: int


def hazard_ratio(
    days: ArrayLike,
    event: ArrayLike,
    exposed: ArrayLike,
    *,
    adjust: Mapping[str, ArrayLike] | None = None,
    entry: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    cluster: ArrayLike | None = None,
    level: float = 0.95,
) -> HazardRatio | Refusal:
    """The cause-specific hazard of the exposed divided by that of the others.

    An association: never write "because". Penalised as Firth has it, so that few events
    do not make it large; ties as Efron has them.

    Args:
        days: Day each watch ended, (n,).
        event: Whether it ended with the event, (n,); other causes are censored.
        exposed: Which of the two groups, 0 or 1, (n,).
        adjust: Further columns by name, (n,) each, numbers without gaps.
        entry: Day each watch began, (n,).
        strata: Label of the stratum, (n,), such as the reason group.
        cluster: Label of the account, (n,), so that two exits of one account count as
            belonging together; robust errors by row where None.
        level: Coverage of the limits.

    Returns:
        The ratio, or a refusal where one of the four cells of exposure by event is
        empty or the data do not determine it.

    Raises:
        ValueError: The exposure is something else than 0 and 1.
    """
    hit, group = np.asarray(event).astype(bool), np.asarray(exposed).astype(float)
    if not np.isin(group, [0, 1]).all():
        raise ValueError("the exposure must be 0 or 1 in every row")
    if refusal := _empty_cell(hit, group == 1):
        return refusal
    others = [np.asarray(column, dtype=float) for column in (adjust or {}).values()]
    fit = fit_cox(
        days,
        hit,
        np.column_stack([group, *others]),
        entry=entry,
        strata=strata,
        cluster=np.arange(len(hit)) if cluster is None else cluster,
        penalised=True,
    )
    if isinstance(fit, Refusal):
        return fit
    b = float(fit.coefficients[0])
    error = float(max(fit.errors[0], fit.model_errors[0]))
    width = float(norm.ppf(0.5 + level / 2)) * error
    return HazardRatio(
        Estimate(exp(b), exp(b - width), exp(b + width)),
        b,
        error,
        float(2 * norm.sf(abs(b) / error)),
        n=len(hit),
        events=int(hit.sum()),
        exposed=int(group.sum()),
        events_exposed=int((hit & (group == 1)).sum()),
        **_compared(days, hit, group, entry=entry, strata=strata),
    )


def _compared(
    days: ArrayLike,
    hit: NDArray[np.bool_],
    group: Floats,
    *,
    entry: ArrayLike | None,
    strata: ArrayLike | None,
) -> dict[str, int]:
    """Events of either side at which both were at risk in the stratum."""
    sets = risk_sets(
        np.asarray(days, dtype=float),
        hit,
        entry=None if entry is None else np.asarray(entry, dtype=float),
        strata=None if strata is None else np.asarray(strata),
        ties="breslow",
    )
    watched, exposed = sets.totals(np.column_stack([np.ones(len(group)), group])).T
    both = (exposed > 0) & (exposed < watched)
    of_exposed = group[sets.rows[both[sets.moment]]]
    many = int(of_exposed.sum())
    return {"compared_exposed": many, "compared_others": len(of_exposed) - many}


def _empty_cell(hit: NDArray[np.bool_], exposed: NDArray[np.bool_]) -> Refusal | None:
    if exposed.all() or not exposed.any():
        return Refusal("All are in one of the two groups, so a ratio cannot be given.")
    for group, name in ((exposed, "exposed"), (~exposed, "others")):
        for seen, said in ((hit, "had"), (~hit, "were without")):
            if not (group & seen).any():
                return Refusal(
                    f"None of the {int(group.sum())} {name} {said} the event, so a "
                    "ratio cannot be given."
                )
    return None


@dataclass(frozen=True, slots=True)
class EValue:
    """How strong an unmeasured cause would have to be, as a ratio with both sides.

    `value` explains the estimate away, `limit` brings its interval to 1; 1 where the
    interval reaches 1 already.
    """

    value: float
    limit: float


def e_value(ratio: Estimate) -> EValue:
    """The E-value of a ratio of rare events, HR + sqrt(HR (HR - 1)).

    Source: VanderWeele & Ding, Annals of Internal Medicine 167 (2017) 268-274.
    """
    if ratio.low <= 1 <= ratio.high:
        return EValue(_explained(ratio.value), 1.0)
    nearest = ratio.low if ratio.value > 1 else ratio.high
    return EValue(_explained(ratio.value), _explained(nearest))


def _explained(ratio: float) -> float:
    away = ratio if ratio >= 1 else 1 / ratio
    return away + sqrt(away * (away - 1))


def events_needed(
    ratio: float, *, share_exposed: float = 0.5, power: float = 0.8, level: float = 0.95
) -> int:
    """Events it takes to tell a hazard ratio from 1.

    Raises:
        ValueError: The ratio is 1 or not above 0, or the share is not inside 0-1.

    Examples:
        >>> events_needed(1.8)
        91

    Source: Schoenfeld, Biometrics 39 (1983) 499-503.
    """
    if ratio <= 0 or ratio == 1 or not 0 < share_exposed < 1:
        raise ValueError("needs a ratio other than 1 and a share between 0 and 1")
    quantiles = float(norm.ppf(0.5 + level / 2) + norm.ppf(power))
    spread = share_exposed * (1 - share_exposed)
    return ceil(quantiles**2 / (spread * log(ratio) ** 2))
