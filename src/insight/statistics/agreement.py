"""How far two codings of the same exits agree."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from statsmodels.stats.inter_rater import cohens_kappa

from insight.statistics.estimates import Estimate


@dataclass(frozen=True, slots=True)
class Agreement:
    """Codings compared, those that agree, and Cohen's kappa (1 full, 0 by chance)."""

    n: int
    agreed: int
    kappa: Estimate


def agreement(first: ArrayLike, second: ArrayLike) -> Agreement:
    """Two codings of the same exits compared.

    Args:
        first: A code per exit, (n,), text or number.
        second: The other coding of the same exits, (n,).

    Returns:
        Kappa with 95% limits, nan where both codings name one same code only.

    Source: Cohen 1960; limits by Fleiss, Cohen & Everitt 1969.
    """
    one, other = np.asarray(first), np.asarray(second)
    if one.shape != other.shape:
        raise ValueError("the two codings are not of the same exits")
    codes, labels = np.unique(np.concatenate([one, other]), return_inverse=True)
    agreed = int((one == other).sum())
    if len(codes) < 2:  # noqa: PLR2004
        return Agreement(len(one), agreed, Estimate(np.nan, np.nan, np.nan))
    cells = labels[: len(one)] * len(codes) + labels[len(one) :]
    table = np.bincount(cells, minlength=len(codes) ** 2)
    with np.errstate(
        invalid="ignore"
    ):  # a variance a rounding below nothing: no limits
        found = cohens_kappa(table.reshape(len(codes), -1))
    kappa = Estimate(float(found.kappa), float(found.kappa_low), float(found.kappa_upp))
    return Agreement(len(one), agreed, kappa)
