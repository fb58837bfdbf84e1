"""The chance to ask to leave: logistic regression on looks at accounts."""

from dataclasses import dataclass
from math import exp

import numpy as np
import polars as pl
from scipy.stats import norm
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

from insight.formats import plural
from insight.metrics.risk_rows import FEATURES
from insight.statistics.estimates import Estimate, Refusal
from insight.statistics.survival import Floats

REQUESTS_PER_FEATURE = 10
_ODDS = {
    "feature": pl.String,
    "looks": pl.Int64,
    "requests": pl.Int64,
    "odds_ratio": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}


@dataclass(frozen=True)
class RiskModel:
    """A fitted model: log odds per feature of `features`, after the intercept.

    `coefficients` are (1 + features,), with their `covariance`. It rests on `looks` at
    accounts, after `requests` of which they asked to leave.
    """

    features: tuple[str, ...]
    coefficients: Floats
    covariance: Floats
    looks: int
    requests: int

    @property
    def base_rate(self) -> float:
        """The share of looks followed by a request."""
        return self.requests / self.looks

    def chances(self, accounts: pl.DataFrame) -> pl.Series:
        """The chance of each row, 0-1."""
        columns = accounts.select(self.features).to_numpy().astype(float)
        log_odds = self.coefficients[0] + columns @ self.coefficients[1:]
        return pl.Series("chance", 1 / (1 + np.exp(-log_odds)), dtype=pl.Float64)


def fitted(rows: pl.DataFrame) -> RiskModel | Refusal:
    """The model of the rows of `account_looks`.

    Every feature takes `REQUESTS_PER_FEATURE` requests: where there are fewer the last
    ones of `FEATURES` are left out, and so is one that never, or always, goes with a
    request or without. Looks lie a horizon apart, so no request is counted twice and
    the errors are the model's own.

    Source: Peduzzi et al., J Clin Epidemiol 49 (1996) 1373-1379, for the ten.
    """
    requests = int(rows["asked"].sum())
    able = [name for name in FEATURES if _told_apart(rows, name)]
    features = tuple(able[: requests // REQUESTS_PER_FEATURE])
    if not features:
        return Refusal(
            f"{plural(requests, 'request')} after {plural(rows.height, 'look')} at accounts: "
            "too few to tell one account from another."
        )
    counts = rows.group_by(*features, "asked").len().sort(*features, "asked")
    columns = counts.select(features).to_numpy().astype(float)
    fit = GLM(
        counts["asked"].to_numpy().astype(float),
        np.column_stack([np.ones(len(columns)), columns]),
        family=Binomial(),
        freq_weights=counts["len"].to_numpy(),
    ).fit()
    return RiskModel(features, fit.params, fit.cov_params(), rows.height, requests)


def odds_ratios(model: RiskModel, rows: pl.DataFrame) -> pl.DataFrame:
    """One row per feature of the model.

    Returns:
        `feature` in words, `looks` with it, `requests` after them, `odds_ratio` with
        `low`, `high`, all other features the same.
    """
    told = []
    errors = np.sqrt(np.diag(model.covariance))
    for at, name in enumerate(model.features, start=1):
        with_it = rows.filter(pl.col(name))
        ratio = _ratio(float(model.coefficients[at]), float(errors[at]))
        numbers = (ratio.value, ratio.low, ratio.high)
        counts = (with_it.height, int(with_it["asked"].sum()))
        told.append((FEATURES[name], *counts, *numbers))
    return pl.DataFrame(told, schema=_ODDS, orient="row")


def _ratio(coefficient: float, error: float) -> Estimate:
    width = float(norm.ppf(0.975)) * error
    return Estimate(
        exp(coefficient), exp(coefficient - width), exp(coefficient + width)
    )


def _told_apart(rows: pl.DataFrame, name: str) -> bool:
    return rows.select(name, "asked").unique().height == 4  # noqa: PLR2004
