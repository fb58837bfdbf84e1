"""How well the chances held out of time: trained on the past, checked on what came next."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.stats import mannwhitneyu
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

from insight.metrics.risk_model import RiskModel, fitted
from insight.statistics.conclusions import Answer
from insight.statistics.estimates import Estimate, Refusal
from insight.statistics.proportions import wilson
from insight.statistics.rankings import Ranking, ranking, together
from insight.statistics.rates import poisson_limits

FOLDS = 4
QUARTER = 91
TOO_GOOD = 0.9
CALLED_PART = 4
LEAST_REQUESTS = 10
NEAR = (0.5, 2.0)
Z95 = 1.959964
LEVELS = (0.75, 1.25, 2.0, 3.0)
GROUPS = (
    "below average",
    "about average",
    "above average",
    "twice the average",
    "three times the average",
)
STANDING_OUT = GROUPS[3:]


@dataclass(frozen=True)
class RiskCheck:
    """What the model would have been worth, had it been used in the last year.

    `looks` at accounts in `folds` stretches of time, each after all the model had
    learnt from; `requests` followed. `base_rate` is their share. Calling the `calls`
    likeliest accounts at each look, at most a quarter of them, would have reached the
    hits of `called` beside those of a lottery; `recall` is their share of the requests.
    `slope` and `intercept` of the calibration are 1 and 0 where chances hold, and
    `observed_to_expected` is 1; `correction` are the intercept and slope, on the scale
    of log odds, that would have made them hold. `reliability` has a row per group of
    `GROUPS`. `auc` comes last: it says nothing about use.
    """

    folds: int
    looks: int
    requests: int
    base_rate: Estimate
    calls: int
    called: Ranking
    recall: Estimate
    slope: Estimate
    intercept: float
    observed_to_expected: Estimate
    correction: tuple[float, float]
    reliability: pl.DataFrame
    auc: float

    @property
    def is_too_good(self) -> bool:
        """Whether the order is so good that something known later must be in it."""
        return self.auc > TOO_GOOD

    @property
    def holds(self) -> Answer:
        """Whether as many asked as the chances said, and high and low ones alike.

        No where an interval leaves out 1; yes where that of the sum lies within `NEAR`
        and there were `LEAST_REQUESTS`; else it cannot be told yet.
        """
        level, slope = self.observed_to_expected, self.slope
        if self.requests < LEAST_REQUESTS:
            return Answer.CANNOT_TELL
        if not level.low <= 1 <= level.high or slope.low > 1 or slope.high < 1:
            return Answer.NO
        is_near = NEAR[0] <= level.low and level.high <= NEAR[1]
        return Answer.YES if is_near else Answer.CANNOT_TELL

    def corrected(self, chances: pl.Series) -> pl.Series:
        """Chances as they would have held in the last year; as they are below a floor."""
        if self.requests < LEAST_REQUESTS:
            return chances
        intercept, slope = self.correction
        p = chances.to_numpy()
        at = intercept + slope * np.log(p / (1 - p))
        return pl.Series(chances.name, 1 / (1 + np.exp(-at)))


def checked(rows: pl.DataFrame, *, horizon: int, calls: int) -> RiskCheck | Refusal:
    """The check of the rows of `account_looks`, by rolling origin.

    The last year is cut into `FOLDS` stretches. The accounts of each are scored by a
    model that learnt from looks whose `horizon` days were over at its first look.

    Returns:
        A refusal where no stretch has a model, or no request, to check.

    Source: Van Calster et al., BMC Medicine 17 (2019) 230, for the calibration.
    """
    parts = [_scored(rows, fold, horizon=horizon) for fold in _folds(rows)]
    told = [part for part in parts if part is not None]
    if not told or not any(part["asked"].any() for part in told):
        return Refusal("Too few months and requests to check the chances out of time.")
    scored = pl.concat(told)
    if scored["asked"].all():
        return Refusal("Everybody asked to leave, so nobody can be told apart.")
    return _summed_up(scored, folds=len(told), calls=calls)


def grouped(chance: pl.Expr, base_rate: pl.Expr) -> pl.Expr:
    """The group of `GROUPS` of a chance, by how it compares with the average."""
    names = [
        pl.when(chance < level * base_rate).then(pl.lit(name))
        for level, name in zip(LEVELS, GROUPS[:-1], strict=True)
    ]
    return pl.coalesce(*names, pl.lit(GROUPS[-1]))


def _folds(rows: pl.DataFrame) -> list[list[int]]:
    """The looks of the last year in `FOLDS` stretches, as far as there are any."""
    days = rows["look"].unique().sort().to_list()
    if len(days) <= FOLDS:
        return []
    each = max(1, round(QUARTER / (days[-1] - days[-2])))
    starts = range(len(days) - FOLDS * each, len(days), each)
    return [days[start : start + each] for start in starts if start > 0]


def _scored(
    rows: pl.DataFrame, fold: list[int], *, horizon: int
) -> pl.DataFrame | None:
    model = fitted(rows.filter(pl.col("look") + horizon <= fold[0]))
    if isinstance(model, Refusal):
        return None
    ahead = rows.filter(pl.col("look").is_in(fold))
    return _with_chances(ahead, model)


def _with_chances(rows: pl.DataFrame, model: RiskModel) -> pl.DataFrame:
    chance = model.chances(rows)
    return rows.with_columns(chance).with_columns(
        group=grouped(pl.col("chance"), pl.lit(model.base_rate))
    )


def _summed_up(scored: pl.DataFrame, *, folds: int, calls: int) -> RiskCheck:
    requests = int(scored["asked"].sum())
    called = _called(scored, calls=calls)
    expected = float(scored["chance"].sum())
    limits = poisson_limits(requests)
    slope, intercept, correction = _calibration(scored)
    return RiskCheck(
        folds=folds,
        looks=scored.height,
        requests=requests,
        base_rate=_share(requests, scored.height),
        calls=calls,
        called=called,
        recall=_share(called.hits, requests),
        slope=slope,
        intercept=intercept,
        observed_to_expected=Estimate(
            requests / expected, *(limit / expected for limit in limits)
        ),
        correction=correction,
        reliability=_reliability(scored),
        auc=_auc(scored),
    )


def _called(scored: pl.DataFrame, *, calls: int) -> Ranking:
    """The likeliest accounts at each look: never so many that anybody would do."""
    likeliest = scored.sort("chance", "account", descending=[True, False])
    return together(
        [
            ranking(
                part["asked"].to_list(), first=min(calls, part.height // CALLED_PART)
            )
            for _, part in likeliest.group_by("look", maintain_order=True)
        ]
    )


def _share(k: int, n: int) -> Estimate:
    low, high = wilson(k, n)
    return Estimate(k / n, float(low[0]), float(high[0]))


def _calibration(
    scored: pl.DataFrame,
) -> tuple[Estimate, float, tuple[float, float]]:
    """Slope of the log odds, the intercept with the slope held at 1, and the correction.

    Only the intercept is corrected where the slope may be 1.
    """
    counts = scored.group_by("chance", "asked").len().sort("chance", "asked")
    asked, many = (counts[c].to_numpy().astype(float) for c in ("asked", "len"))
    chance = counts["chance"].to_numpy()
    log_odds, one = np.log(chance / (1 - chance)), np.ones(len(chance))
    family = Binomial()
    level = GLM(asked, one, family=family, offset=log_odds, freq_weights=many).fit()
    intercept = float(level.params[0])
    if len(np.unique(chance)) == 1:
        return Estimate(*[float("nan")] * 3), intercept, (intercept, 1.0)
    both = np.column_stack([one, log_odds])
    line = GLM(asked, both, family=family, freq_weights=many).fit()
    value, half = float(line.params[1]), Z95 * float(line.bse[1])
    slope = Estimate(value, value - half, value + half)
    is_one = slope.low <= 1 <= slope.high or value <= 0
    correction = (intercept, 1.0) if is_one else (float(line.params[0]), value)
    return slope, intercept, correction


def _reliability(scored: pl.DataFrame) -> pl.DataFrame:
    """Per group: `looks`, `expected` share, `requests`, `share` with `low`, `high`."""
    order = pl.DataFrame({"group": GROUPS})
    sums = scored.group_by("group").agg(
        looks=pl.len().cast(pl.Int64),
        expected=pl.col("chance").mean(),
        requests=pl.col("asked").sum().cast(pl.Int64),
    )
    rows = order.join(sums, on="group", how="left", maintain_order="left")
    full = rows.with_columns(pl.col("looks", "requests").fill_null(0))
    low, high = wilson(full["requests"], full["looks"])
    return full.with_columns(
        share=(pl.col("requests") / pl.col("looks")).fill_nan(None),
        low=pl.Series(low).fill_nan(None),
        high=pl.Series(high).fill_nan(None),
    )


def _auc(scored: pl.DataFrame) -> float:
    chance, asked = scored["chance"].to_numpy(), scored["asked"].to_numpy()
    pairs = asked.sum() * (~asked).sum()
    return float(mannwhitneyu(chance[asked], chance[~asked]).statistic / pairs)
