"""The effects that are planted are found by the analyses that should find them."""

import numpy as np
import numpy.typing as npt
import polars as pl
from statsmodels.duration.hazard_regression import PHReg

GOOD_TIMES = 1.8
ADJUSTED = ("is_good", "is_pushed", "has_poor_fit")

Interval = tuple[float, float, float]


def hazard_ratios(
    clocks: pl.DataFrame, *columns: str, strata: str | None = None
) -> list[Interval]:
    fitted = PHReg(
        clocks["days"].to_numpy(),
        clocks.select(columns).to_numpy().astype(float),
        status=clocks["returned"].to_numpy().astype(int),
        strata=None if strata is None else clocks[strata].to_numpy(),
        ties="efron",
    ).fit(disp=0)
    estimates: npt.NDArray[np.float64] = np.exp(
        np.column_stack([fitted.params, fitted.conf_int()])
    )
    return [(float(hr), float(low), float(high)) for hr, low, high in estimates]


def test_the_adjusted_interval_of_a_good_exit_covers_the_truth(
    clocks: pl.DataFrame,
) -> None:
    [(crude, _, _)] = hazard_ratios(clocks, "is_good")
    (adjusted, low, high), _, _ = hazard_ratios(clocks, *ADJUSTED, strata="group")

    assert low < GOOD_TIMES < high
    assert 1 < adjusted < crude


def test_the_reason_confounds_the_crude_effect_of_a_good_exit(
    large_clocks: pl.DataFrame,
) -> None:
    [(crude, _, _)] = hazard_ratios(large_clocks, "is_good")
    (within, low, high), _, _ = hazard_ratios(large_clocks, *ADJUSTED, strata="group")

    assert low < GOOD_TIMES < high
    assert crude > within
    assert abs(np.log(within / GOOD_TIMES)) < abs(np.log(crude / GOOD_TIMES))


def test_pushed_offers_and_a_poor_fit_lower_the_hazard_of_a_return(
    large_clocks: pl.DataFrame,
) -> None:
    _, pushed, poor_fit = hazard_ratios(large_clocks, *ADJUSTED, strata="group")

    assert pushed[1] < 0.6 < pushed[2]
    assert poor_fit[1] < 0.5 < poor_fit[2]


def test_uncontrollable_reasons_double_the_hazard_of_a_return(
    large_clocks: pl.DataFrame,
) -> None:
    clocks = large_clocks.with_columns(
        is_uncontrollable=pl.col("group") == "uncontrollable"
    )

    *_, (_, low, high) = hazard_ratios(clocks, *ADJUSTED, "is_uncontrollable")

    assert low < 2 < high


def test_customers_lost_to_a_merger_return_at_a_higher_hazard_and_cease_sooner(
    clocks: pl.DataFrame,
) -> None:
    [(hazard_ratio, _, _)] = hazard_ratios(clocks, "is_merger")
    ceased = clocks.group_by("is_merger").agg(
        share=(~pl.col("returned") & pl.col("entity_ceased_date").is_not_null()).mean()
    )

    [other, merger] = ceased.sort("is_merger")["share"]

    assert hazard_ratio > 1
    assert merger > 3 * other


def test_nobody_returns_within_the_days_of_grace_after_the_exit_but_the_reversed(
    large_world: dict[str, pl.DataFrame],
) -> None:
    last_exits = (
        large_world["exits"].select("account_id", "exit_date").sort("exit_date")
    )
    returns = large_world["win_backs"].sort("return_date")

    days = (
        returns.join_asof(
            last_exits,
            left_on="return_date",
            right_on="exit_date",
            by="account_id",
            check_sortedness=False,
        )
        .select((pl.col("return_date") - pl.col("exit_date")).dt.total_days())
        .to_series()
        .drop_nulls()
    )

    assert days.is_between(26, 30).sum() == 0
    assert 0 < (days < 26).sum() < len(days) / 6
