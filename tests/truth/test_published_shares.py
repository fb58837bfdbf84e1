from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from insight.metrics.experience import questionnaire
from insight.statistics.estimates import Estimate, difference
from insight.statistics.multiple import q_values
from insight.statistics.odds import StratifiedOdds, stratified_odds
from insight.statistics.proportions import newcombe, standardised, wilson
from insight.statistics.surveys import net_promoter

Case = dict[str, Any]
OF_NPS = {"promoters": 10, "passives": 8, "detractors": 0}


def odds_of(tables: Any) -> StratifiedOdds:
    odds = stratified_odds(tables)
    assert isinstance(odds, StratifiedOdds)
    return odds


@pytest.mark.parametrize("case", ["wilson"], indirect=True)
def test_wilson_limits(case: Case) -> None:
    k, n = np.array(case["inputs"]).T

    low, high = wilson(k, n)

    quoted = [i for i, limits in enumerate(case["expected"]) if limits]
    expected = [case["expected"][i] for i in quoted]
    assert_allclose(np.stack([low, high], 1)[quoted], expected, atol=case["tol"])
    assert_allclose(np.stack([low, high], 1), case["recomputed"], atol=1e-12)
    assert low.min() >= 0
    assert high.max() <= 1


@pytest.mark.parametrize("case", ["newcombe_diff"], indirect=True)
def test_newcombe_limits_of_a_difference(case: Case) -> None:
    x1, n1, x2, n2 = case["inputs"].values()

    found = newcombe(x1, n1, x2, n2)

    expected, tol = case["expected"]["newcombe"], case["tol"]
    assert_allclose(found.value, 7 / 34 - 1 / 34)
    assert_allclose([found.low, found.high], expected, atol=tol)
    parts = [
        Estimate(k / n, *(float(limit[0]) for limit in wilson(k, n)))
        for k, n in ((x1, n1), (x2, n2))
    ]
    assert_allclose(
        [difference(*parts).low, difference(*parts).high], expected, atol=tol
    )


@pytest.mark.parametrize("case", ["bh_fdr"], indirect=True)
def test_q_values_of_fifteen_p_values(case: Case) -> None:
    found = q_values(case["inputs"])

    assert_allclose(found, case["expected"], atol=case["tol"])
    assert (found <= 0.05).sum() == case["n_reject_05"]


@pytest.mark.parametrize("case", ["cmh_berkeley"], indirect=True)
def test_pooled_odds_of_the_berkeley_admissions(case: Case) -> None:
    found = odds_of(case["inputs"]["tables"])

    expected, tol = case["expected"], case["tol"]
    assert_allclose(found.pooled.value, expected["or_pooled"], atol=tol)
    limits = [found.pooled.low, found.pooled.high]
    assert_allclose(limits, expected["or_ci"], atol=tol)
    assert_allclose(found.statistic, expected["mh_stat_cc"], atol=tol)
    assert_allclose(found.p, expected["mh_p"], atol=tol)
    assert_allclose(found.unequal_statistic, expected["breslow_day"], atol=tol)
    assert_allclose(found.unequal_p, expected["breslow_day_p"], atol=tol)


@pytest.mark.parametrize("case", ["simpson_kidney"], indirect=True)
def test_the_kidney_stones_turn_around_within_strata(case: Case) -> None:
    cured = {name: np.array(list(g.values())) for name, g in case["inputs"].items()}
    tables = [
        [(k, n - k) for k, n in pair] for pair in zip(*cured.values(), strict=True)
    ]
    sizes = cured["A"][:, 1] + cured["B"][:, 1]

    found = odds_of(tables)
    rates = {name: k_n[:, 0] / k_n[:, 1] for name, k_n in cured.items()}
    crude = {name: standardised(rates[name], k_n[:, 1]) for name, k_n in cured.items()}
    fair = {name: standardised(rates[name], sizes) for name in cured}

    expected, again, tol = case["expected"], case["recomputed"], case["tol"]
    for name in cured:
        assert_allclose(crude[name], expected["crude"][name][2], atol=tol)
        assert_allclose(rates[name], expected["strata"][name], atol=tol)
        assert_allclose(fair[name], again[f"std_rate_{name}"], atol=1e-12)
    assert found.reverses is expected["sign_flips"]
    assert (crude["A"] < crude["B"], fair["A"] > fair["B"]) == (True, True)
    assert_allclose(found.crude, again["crude_or"])
    pooled = [found.pooled.value, found.pooled.low, found.pooled.high]
    assert_allclose(pooled, [again["mh_or"], *again["mh_ci"]])


@pytest.mark.parametrize("row", range(3))
@pytest.mark.parametrize("case", ["nps"], indirect=True)
def test_exit_nps_of_answers_and_its_adjusted_wald_limits(
    case: Case, row: int, facts_of: Any
) -> None:
    counts, expected = case["inputs"][row], case["expected"][row]
    answers = [OF_NPS[kind] for kind, count in counts.items() for _ in range(count)]
    named = [{"exit_id": f"x{i}", "account_id": f"a{i}"} for i in range(len(answers))]
    facts = facts_of(
        exits=[exit_ | {"exit_date": "2025-03-01"} for exit_ in named],
        offboarding=[
            exit_ | {"exit_nps_0_10": answer}
            for exit_, answer in zip(named, answers, strict=True)
        ],
    )

    asked = questionnaire(facts.quality)
    found = net_promoter(**counts)

    assert (asked["nps_n"], asked["exit_nps"]) == (expected["n"], expected["nps"])
    assert (found.n, found.score) == (expected["n"], expected["nps"])
    assert_allclose(found.centre, expected["adj_wald_centre"])
    assert_allclose([found.low, found.high], expected["adj_wald"])
