from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from insight.statistics.control_charts import moving_ranges, signals, xmr_limits
from insight.statistics.p_charts import p_chart
from insight.statistics.runs import run_limits

Case = dict[str, Any]
HERE = Path(__file__).parent


@pytest.mark.parametrize("case", ["xmr_wheeler_inventory"], indirect=True)
def test_limits_of_wheelers_inventory(case: Case) -> None:
    limits = xmr_limits(case["inputs"], range_factor=3.27)

    expected, tol = case["expected"], case["tol"]
    assert_allclose(limits.mean, expected["mean"], atol=tol)
    assert_allclose(limits.mean_range, expected["mr_bar"], atol=tol)
    assert_allclose(limits.upper, expected["unpl"], atol=tol)
    assert_allclose(limits.lower, expected["lnpl"], atol=tol)
    assert_allclose(limits.range_upper, expected["url"], atol=tol)
    assert_array_equal(moving_ranges(case["inputs"]), expected["moving_ranges"])
    found = signals(case["inputs"], limits).any
    assert np.flatnonzero(found).tolist() == expected["signals"]


@pytest.mark.parametrize("case", ["xmr_nist_flowrate"], indirect=True)
def test_limits_of_the_nist_flowrate(case: Case) -> None:
    limits = xmr_limits(case["inputs"], limit_factor=3 / 1.128)

    expected, tol = case["expected"], case["tol"]
    assert_allclose(limits.mean, expected["mean"], atol=tol)
    assert_allclose(limits.mean_range, expected["mr_bar"], atol=tol)
    assert_allclose(limits.upper, expected["unpl"], atol=tol)
    assert_allclose(limits.lower, expected["lnpl"], atol=tol)
    found = signals(case["inputs"], limits).any
    assert np.flatnonzero(found).tolist() == expected["signals"]


@pytest.mark.parametrize("case", ["xmr_spc_plotly"], indirect=True)
def test_limits_and_points_outside_of_spc_plotly(case: Case) -> None:
    limits = xmr_limits(case["inputs"])

    expected, tol = case["expected"], case["tol"]
    assert_allclose(limits.mean, expected["mean"], atol=tol)
    assert_allclose(limits.mean_range, expected["mr_bar"], atol=tol)
    assert_allclose(limits.upper, expected["unpl"], atol=tol)
    assert_allclose(limits.range_upper, expected["url"], atol=tol)
    outside = signals(case["inputs"], limits).outside
    assert np.flatnonzero(outside).tolist() == case["recomputed"]["signals"]


@pytest.mark.parametrize("case", ["pchart_orangejuice"], indirect=True)
def test_p_chart_of_the_orange_juice_before_and_after_removal(case: Case) -> None:
    table = pl.read_csv(HERE / "cases" / "orangejuice.csv")
    assigned = table["sample"].is_in(case["expected"]["out_of_limits_1based"])

    chart = p_chart(table["d"], table["n"])
    after = p_chart(table["d"], table["n"], baseline=~assigned)

    expected, tol = case["expected"], case["tol"]
    assert table["d"].to_list() == case["inputs"]["d"]
    assert_allclose(chart.mean, expected["pbar"], atol=tol)
    assert_allclose(chart.upper, expected["ucl"], atol=tol)
    assert_allclose(chart.lower, expected["lcl"], atol=tol)
    outside = np.flatnonzero(chart.outside) + 1
    assert outside.tolist() == expected["out_of_limits_1based"]
    assert_allclose(after.mean, expected["pbar_after_removal"], atol=tol)
    assert_allclose(after.upper, expected["ucl_after"], atol=tol)
    assert_allclose(after.lower, expected["lcl_after"], atol=tol)


@pytest.mark.parametrize("case", ["anhoej_run_limits"], indirect=True)
def test_run_limits_of_anhoej(case: Case) -> None:
    found = [run_limits(n) for n in case["inputs"]]

    expected = [
        (row["longest_run_max"], row["crossings_min"]) for row in case["expected"]
    ]
    assert found == expected
