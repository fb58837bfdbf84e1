from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from insight.statistics.comparisons import LogRank, log_rank, wilcoxon
from insight.statistics.concordance import concordance
from insight.statistics.cox import Cox, fit_cox
from insight.statistics.curves import median, survival_curve
from insight.statistics.event_counts import count_events, count_groups

Case = dict[str, Any]
HERE = Path(__file__).parent


def stacked(groups: dict[str, Any]) -> tuple[list[float], list[int], list[str]]:
    told = {name: g for name, g in groups.items() if isinstance(g, dict)}
    days = [day for group in told.values() for day in group["time"]]
    events = [event for group in told.values() for event in group["event"]]
    names = [name for name, group in told.items() for _ in group["time"]]
    return days, events, names


def fitted(*arguments: Any, **options: Any) -> Cox:
    fit = fit_cox(*arguments, **options)
    assert isinstance(fit, Cox)
    return fit


@pytest.mark.parametrize("case", ["logrank_aml"], indirect=True)
def test_log_rank_of_the_aml_patients(case: Case) -> None:
    test = log_rank(count_groups(*stacked(case["inputs"])))

    expected, tol = case["expected"], case["tol"]
    assert_allclose(test.statistic, expected["chisq"], atol=tol["chisq"])
    assert_allclose(test.p, expected["p"], atol=tol["p"])
    assert test.df == expected["df"]
    assert_array_equal(test.observed, expected["observed"])
    assert_allclose(test.expected, expected["expected"], atol=tol["expected"])


@pytest.mark.parametrize("case", ["logrank_bland_altman"], indirect=True)
def test_log_rank_of_bland_and_altman_with_its_sign(case: Case) -> None:
    groups = {
        name: {
            "time": group["event"] + group["right"],
            "event": [1] * len(group["event"]) + [0] * len(group["right"]),
        }
        for name, group in case["inputs"].items()
    }

    test = log_rank(count_groups(*stacked(groups)))

    assert_allclose(test.z, case["expected"]["z"], atol=case["tol"]["z"])
    assert_allclose(test.p, case["expected"]["p"], atol=case["tol"]["p"])


@pytest.mark.parametrize("case", ["logrank_leukemia"], indirect=True)
def test_log_rank_and_wilcoxon_of_the_leukemia_patients(case: Case) -> None:
    counts = count_groups(*stacked(case["inputs"]))

    late, early = log_rank(counts), wilcoxon(counts)

    expected, tol = case["expected"], case["tol"]
    assert_allclose(late.statistic, expected["chisq"], atol=tol["chisq"])
    assert_allclose(late.p, expected["p"], atol=tol["p"])
    assert_allclose(early.statistic, expected["wilcoxon"], atol=tol["wilcoxon"])


@pytest.mark.parametrize("toy", range(4))
@pytest.mark.parametrize("case", ["logrank_toys"], indirect=True)
def test_log_rank_of_toys(case: Case, toy: int) -> None:
    data, expected = case["inputs"][toy], case["expected"][toy]

    test = log_rank(count_groups(data["time"], data["event"], data["group"]))

    assert_allclose(test.statistic, expected["chisq"], atol=case["tol"])
    assert_allclose(test.p, expected["p"], atol=case["tol"])


@pytest.mark.parametrize("case", ["logrank_dd"], indirect=True)
def test_log_rank_of_leaders_in_office(case: Case) -> None:
    counted = pl.read_csv(HERE / "dd_durations.csv")
    rows = counted[np.repeat(np.arange(counted.height), counted["n"])]

    def test_by(group: str) -> LogRank:
        return log_rank(count_groups(rows["duration"], rows["observed"], rows[group]))

    everyone = survival_curve(count_events(rows["duration"], rows["observed"]))
    expected, tol = case["expected"], case["tol"]
    for group in ("democracy", "regime"):
        found = test_by(group).statistic
        name = f"{group}_chisq"
        assert_allclose(found, expected[name], atol=tol[name])
    assert median(everyone).value == expected["median"]


@pytest.mark.parametrize("case", ["logrank_lung_sex"], indirect=True)
def test_log_rank_of_the_lung_patients_by_sex(case: Case, shared: Any) -> None:
    rows = shared("lung.csv")

    test = log_rank(count_groups(rows["time"], rows["status"], rows["sex"]))

    expected, tol = case["expected"], case["tol"]
    assert rows["sex"].value_counts().sort("sex")["count"].to_list() == expected["n"]
    assert_array_equal(test.observed, expected["observed"])
    assert_allclose(test.expected, expected["expected"], atol=tol["expected"])
    assert_allclose(test.statistic, expected["chisq"], atol=tol["chisq"])
    assert_allclose(test.p, expected["p"], atol=tol["p"])


@pytest.mark.parametrize("case", ["logrank_lung_stratified"], indirect=True)
def test_log_rank_within_institutions(case: Case, shared: Any) -> None:
    rows = shared("lung.csv").drop_nulls(["pat.karno", "inst"])

    test = log_rank(
        count_groups(
            rows["time"], rows["status"], rows["pat.karno"], stratum=rows["inst"]
        )
    )

    expected, tol = case["expected"], case["tol"]
    assert_allclose(test.statistic, expected["chisq"], atol=tol["chisq"])
    assert test.df == expected["df"]
    assert round(test.p, 3) == expected["p"]
    assert_array_equal(test.observed, expected["observed"])
    assert_allclose(test.expected, expected["expected"], atol=tol["expected"])


@pytest.mark.parametrize("case", ["logrank_rossi_race"], indirect=True)
def test_log_rank_of_the_released_by_race(case: Case, shared: Any) -> None:
    rows = shared("rossi.csv")

    test = log_rank(count_groups(rows["week"], rows["arrest"], rows["race"]))

    expected, tol = case["expected"], case["tol"]
    assert_array_equal(test.observed, expected["observed"])
    assert_allclose(test.expected, expected["expected"], rtol=tol)
    assert_allclose(test.statistic, expected["chisq"], atol=tol)
    assert_allclose(test.p, expected["p"], atol=tol)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("case", ["cox_aml_ties"], indirect=True)
def test_cox_with_ties_as_efron_and_as_breslow_has_them(case: Case, ties: Any) -> None:
    days, events, names = stacked(case["inputs"])
    treated = [[float(name == "nonmaintained")] for name in names]

    fit = fitted(days, events, treated, ties=ties)

    expected, tol = case["expected"][ties], case["tol"]
    assert_allclose(fit.coefficients, expected["coef"], atol=tol)
    assert_allclose(np.exp(fit.coefficients), expected["hr"], atol=10 * tol)
    assert_allclose(fit.errors, expected["se"], atol=tol)
    assert_allclose(fit.coefficients / fit.errors, expected["z"], atol=5 * tol)


@pytest.mark.parametrize("case", ["cox_rossi"], indirect=True)
def test_cox_of_the_released(case: Case, shared: Any) -> None:
    rows = shared("rossi.csv")
    names = list(case["expected"]["coef"])
    columns = rows.select(names).to_numpy()

    fit = fitted(rows["week"], rows["arrest"], columns)
    order = concordance(rows["week"], rows["arrest"], columns @ fit.coefficients)

    expected, tol = case["expected"], case["tol"]
    values = {name: list(expected[name].values()) for name in ("coef", "hr", "se")}
    assert_allclose(fit.coefficients, values["coef"], atol=tol)
    assert_allclose(np.exp(fit.coefficients), values["hr"], atol=tol)
    assert_allclose(fit.errors, values["se"], atol=tol)
    assert_allclose(fit.log_likelihood, expected["loglik"], atol=tol)
    ratio = 2 * (fit.log_likelihood - fit.null_log_likelihood)
    assert_allclose(ratio, expected["lr"], atol=tol)
    assert len(fit.coefficients) == expected["lr_df"]
    aic = 2 * len(names) - 2 * fit.log_likelihood
    assert_allclose(aic, expected["partial_aic"], atol=10 * tol)
    assert_allclose(order, expected["concordance"], atol=tol)
