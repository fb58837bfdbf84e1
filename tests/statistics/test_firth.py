"""Firth's penalty against published values and against R's logistf and coxphf."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import expit

from insight.statistics.cox import Cox, fit_cox
from insight.statistics.effects import HazardRatio, hazard_ratio
from insight.statistics.logistic import chances, firth_logistic


def test_two_people_have_a_ratio_of_three() -> None:
    # Heinze & Schemper, Biometrics 57 (2001) 114-119, section 2.
    fit = fit_cox([1, 2], [1, 0], [[1], [0]], penalised=True)

    assert isinstance(fit, Cox)
    assert_allclose(fit.coefficients, np.log(3), rtol=1e-6)


def test_a_group_without_events_as_coxphf_has_it() -> None:
    # coxphf 1.13 on these data, as recorded in the tests of firthmodels (jzluo).
    rng = np.random.default_rng(42)
    n = 100
    apart = rng.choice([0, 1], n, p=[0.35, 0.65])
    x1, x2 = rng.standard_normal(n), rng.uniform(-1, 1, n)
    x = np.column_stack([apart, x1, x2, rng.choice([0, 1], n, p=[0.6, 0.4])])
    hazard = 0.1 * np.exp(x @ np.array([0.0, 0.5, -0.3, 0.7]))
    days = rng.exponential(1 / hazard)
    watched = rng.exponential(scale=15.0, size=n)
    event = (days <= watched) & (apart == 1)

    fit = fit_cox(np.minimum(days, watched), event, x, penalised=True)

    assert isinstance(fit, Cox)
    expected = [3.8815800583, 0.6042066427, -0.4202139201, 1.0415063080]
    errors = [1.4430190269, 0.1599607483, 0.2541800107, 0.3128784410]
    assert_allclose(fit.coefficients, expected, rtol=1e-5)
    assert_allclose(fit.model_errors, errors, rtol=1e-5)
    apart_by = 2 * (fit.log_likelihood - fit.null_log_likelihood)
    assert_allclose(apart_by, 57.6071, rtol=1e-5)


def test_a_group_always_hit_as_logistf_has_it() -> None:
    # logistf 1.26 on these data, as recorded in the tests of firthmodels (jzluo).
    rng = np.random.default_rng(42)
    n = 100
    apart = rng.choice([0, 1], n, p=[0.8, 0.2])
    x1, x2 = rng.standard_normal(n), rng.uniform(-1, 1, n)
    x3 = rng.exponential(scale=2.0, size=n)
    y = rng.binomial(1, expit(-0.5 + 0.8 * x1 - 0.6 * x2 + 0.3 * x3))
    y[apart == 1] = 1

    found = firth_logistic(np.column_stack([apart, x1, x2, x3]), y, np.ones(n))

    expected = [-0.4434562830, 3.6577140153, 0.6759781501, -0.8633119501, 0.3385788510]
    assert_allclose(found, expected, rtol=1e-5)


@pytest.mark.parametrize(("k", "n"), [(0, 10), (3, 10), (10, 10)])
def test_one_share_alone_is_moved_by_half_a_case(k: int, n: int) -> None:
    found = firth_logistic(np.zeros((1, 0)), [k], [n])

    assert_allclose(chances(np.zeros((1, 0)), found), (k + 0.5) / (n + 1))


def test_the_same_column_twice_changes_no_chance() -> None:
    x = np.array([[0.0], [1.0]])

    once = firth_logistic(x, [3, 8], [10, 12])
    twice = firth_logistic(np.hstack([x, x]), [3, 8], [10, 12])

    assert_allclose(chances(np.hstack([x, x]), twice), chances(x, once))


def test_a_ratio_counts_the_events_at_which_both_groups_were_there() -> None:
    found = hazard_ratio(
        [1, 2, 3, 4, 5, 6, 7, 8],
        [1, 1, 1, 0, 1, 1, 1, 0],
        [1, 0, 1, 0, 1, 1, 1, 1],
        strata=list("aaaabbbb"),
    )

    assert isinstance(found, HazardRatio)
    # In b nobody is in the other group, so its events compare nothing.
    assert (found.events, found.compared_exposed, found.compared_others) == (6, 2, 1)
