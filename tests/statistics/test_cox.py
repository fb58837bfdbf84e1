from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose
from statsmodels.duration.hazard_regression import PHReg

from insight.statistics.cox import Cox, fit_cox
from insight.statistics.estimates import Refusal

DAYS = [5.269797, 6.601666, 7.335846, 11.684092, 12.678458]
VAR = [[0.209325], [0.693919], [0.443804], [0.065636], [0.386294]]


def fitted(*arguments: Any, **options: Any) -> Cox:
    fit = fit_cox(*arguments, **options)
    assert isinstance(fit, Cox)
    return fit


def pulls(fit: Cox, alone: Cox) -> Any:
    """How far each row moves the coefficient, what R calls dfbeta."""
    return fit.score_residuals @ alone.covariance


def test_efron_with_ties_as_in_the_first_data_set_of_therneau_and_grambsch() -> None:
    # therneau/survival tests/book2.Rout.save
    x = [[0], [1], [1], [1], [0], [0]]

    fit = fitted([9, 1, 1, 6, 6, 8], [1, 1, 0, 1, 1, 0], x)

    root = np.cos(np.arccos((45 / 23) * np.sqrt(3 / 23)) / 3) * 2 * np.sqrt(23 / 3)
    assert_allclose(fit.coefficients, np.log(root), rtol=1e-6)
    pull = [0.2208584, 0.1132780, -0.0442340, -0.1029199, -0.4078409, 0.2208584]
    assert_allclose(fit.score_residuals[:, 0], pull, atol=1e-6)


def test_delayed_entry_as_in_the_second_data_set_of_therneau_and_grambsch() -> None:
    # therneau/survival tests/book4.Rout.save
    start, stop = [1, 2, 5, 2, 1, 7, 3, 4, 8, 8], [2, 3, 6, 7, 8, 9, 9, 9, 14, 17]
    event, x = [1] * 7 + [0] * 3, np.array([[1, 0, 0, 1, 0, 1, 1, 1, 0, 0]]).T

    fit = fitted(stop, event, x, entry=start)

    assert_allclose(fit.coefficients, -2 * 0.0105526, atol=1e-6)
    pull = [
        0.2553039, -0.2183386, -0.4744295, -0.1101520, 0.1137126, 0.2491954, 0.1057078,
        -0.4119611, 0.2454808, 0.2454808,
    ]  # fmt: skip
    assert_allclose(fit.score_residuals[:, 0], pull, atol=1e-6)


def test_strata_keep_their_risk_sets_apart() -> None:
    start = np.array([1, 2, 5, 2, 1, 7, 3, 4, 8, 8])
    stop, event = np.array([2, 3, 6, 7, 8, 9, 9, 9, 14, 17]), [1] * 7 + [0] * 3
    x = np.array([[1, 0, 0, 1, 0, 1, 1, 1, 0, 0]]).T
    alone = fitted(stop, event, x, entry=start)

    fit = fitted(
        np.concatenate([stop, stop + 1, stop + 2]),
        event * 3,
        np.tile(x, (3, 1)),
        entry=np.concatenate([start, start + 1, start + 2]),
        strata=np.repeat([1, 2, 3], 10),
    )

    assert_allclose(fit.coefficients, alone.coefficients)
    assert_allclose(fit.log_likelihood, 3 * alone.log_likelihood)
    assert_allclose(fit.covariance, alone.covariance / 3)


def test_each_row_pulls_as_in_r() -> None:
    # lifelines tests: coxph(Surv(T, E) ~ var1); residuals(r, "dfbeta")
    fit = fitted(DAYS, [1] * 5, VAR)

    expected = [-1.1099688, 0.6620063, 0.4630473, 0.5807250, -0.5958099]
    assert_allclose(pulls(fit, fit)[:, 0], expected, atol=1e-5)


def test_each_row_pulls_as_in_r_within_strata() -> None:
    # lifelines tests: coxph(Surv(T, E) ~ var1 + strata(strata)); dfbeta
    fit = fitted(DAYS, [1] * 5, VAR, strata=[1, 1, 1, 2, 2])

    expected = [-0.6960789, 1.6729761, 0.3094744, -0.2895864, -0.9967852]
    assert_allclose(pulls(fit, fit)[:, 0], expected, atol=1e-5)


def test_clustered_errors_are_those_of_r() -> None:
    # lifelines tests: coxph(Surv(T, E) ~ var1 + var2 + cluster(id))
    days = [7.335846, 5.269797, 11.684092, 12.678458, 6.601666]
    other = [0.184677, 0.071893, 1.364646, 0.098375, 1.663092]
    x = np.column_stack([[1, 1, 2, 2, 2], other])

    fit = fitted(days, [1] * 5, x, cluster=[1, 1, 2, 3, 4])

    assert_allclose(fit.errors, [5.9752, 4.0683], atol=1e-4)


def test_robust_errors_within_strata_are_those_of_r() -> None:
    # lifelines tests, expected to fail there: coxph(~ strata(var1) + var2, robust=TRUE)
    days = [7.335846, 5.269797, 11.684092, 12.678458, 6.601666]
    other = [[0.184677], [0.071893], [1.364646], [0.098375], [1.663092]]

    fit = fitted(days, [1] * 5, other, strata=[1, 1, 2, 2, 2], cluster=range(5))

    assert_allclose(fit.errors, 2.78649, rtol=1e-5)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_random_data_with_entry_and_strata_fit_as_in_statsmodels(ties: Any) -> None:
    rng = np.random.default_rng(3)
    n = 400
    days = rng.integers(2, 60, n)
    entry = days - rng.integers(1, days)
    event, x = rng.random(n) < 0.5, rng.normal(size=(n, 3))
    strata = rng.integers(0, 3, n)

    fit = fitted(days, event, x, entry=entry, strata=strata, ties=ties)

    just_after = entry + 0.5
    theirs = PHReg(
        days, x, event.astype(int), just_after, strata=strata, ties=ties
    ).fit()
    assert_allclose(fit.coefficients, theirs.params, atol=1e-6)
    assert_allclose(fit.errors, theirs.bse, atol=1e-6)
    assert_allclose(fit.log_likelihood, theirs.llf)


def test_a_row_that_ends_before_the_first_event_changes_nothing() -> None:
    days, event = [3, 4, 5, 6, 7, 8], [1, 1, 1, 1, 0, 0]
    x = [[1], [0], [1], [0], [1], [0]]
    alone = fitted(days, event, x, cluster=range(6))

    fit = fitted([*days, 1], [*event, 0], [*x, [1]], cluster=range(7))

    assert_allclose(fit.coefficients, alone.coefficients)
    assert_allclose(fit.errors, alone.errors)
    assert fit.score_residuals[-1] == 0


def test_rows_doubled_within_clusters_keep_their_error() -> None:
    rng = np.random.default_rng(4)
    days, event = rng.permutation(60), rng.random(60) < 0.6
    x = rng.normal(size=(60, 1))
    single = fitted(days, event, x, cluster=range(60), ties="breslow")

    double = fitted(
        np.tile(days, 2), np.tile(event, 2), np.tile(x, (2, 1)),
        cluster=np.tile(np.arange(60), 2), ties="breslow",
    )  # fmt: skip

    assert_allclose(double.coefficients, single.coefficients)
    assert_allclose(double.errors, single.errors)


@pytest.mark.parametrize(
    "columns",
    [
        pytest.param(
            [[1], [1], [1], [1], [0], [0], [1], [0]], id="group without event"
        ),
        pytest.param([[1]] * 8, id="column without variation"),
        pytest.param([[i, 2 * i] for i in range(8)], id="the same column twice"),
    ],
)
def test_what_the_data_do_not_determine_is_refused(columns: Any) -> None:
    fit = fit_cox([1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 1, 1, 0, 0, 0, 0], columns)

    assert isinstance(fit, Refusal)
    assert "do not determine" in fit.reason


def test_without_events_there_is_a_refusal() -> None:
    fit = fit_cox([1, 2], [0, 0], [[1], [0]])

    assert isinstance(fit, Refusal)
    assert "Nobody" in fit.reason


def test_missing_values_and_impossible_watches_are_errors() -> None:
    with pytest.raises(ValueError, match="missing"):
        fit_cox([1, 2], [1, 1], np.array([[1], [np.nan]]))
    with pytest.raises(ValueError, match="ends on or before"):
        fit_cox([1, 2], [1, 1], [[1], [0]], entry=[0, 2])


def test_a_group_apart_in_the_strata_that_compare_is_refused() -> None:
    days = [108, 192, 92, 111, 136, 119, 95, 89, 80, 18]
    event = [1, 0, 0, 1, 0, 0, 0, 0, 0, 0]
    group = [1, 0, 1, 0, 0, 0, 0, 0, 1, 0]
    strata = ["u", "f", "u", "r", "f", "r", "p", "u", "r", "u"]

    fits = [
        fit_cox(days, event, np.array(column)[:, None], strata=strata, cluster=days)
        for column in (group, [1 - g for g in group])
    ]

    assert [isinstance(fit, Refusal) for fit in fits] == [True, True]
