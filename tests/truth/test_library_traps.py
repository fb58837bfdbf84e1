"""The ten traps of docs/metrics.md, "Library traps", each with why we are not in it."""

import ast
import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from insight.statistics.comparisons import log_rank
from insight.statistics.cox import Cox, fit_cox
from insight.statistics.curves import at_day, survival_curve
from insight.statistics.effects import hazard_ratio
from insight.statistics.estimates import Refusal
from insight.statistics.event_counts import count_events, count_groups
from insight.statistics.survival import incidence

HERE = Path(__file__).parent
SOURCES = sorted((HERE.parents[1] / "src").rglob("*.py"))


def inputs(name: str) -> dict[str, Any]:
    text = (HERE / "cases" / f"{name}.json").read_text(encoding="utf-8")
    given: dict[str, Any] = json.loads(text)["inputs"]
    return given


def packages(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    modules = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    modules += [
        alias.name
        for node in nodes
        if isinstance(node, ast.Import)
        for alias in node.names
    ]
    return {module.split(".")[0] for module in modules}


def test_traps_1_2_7_and_9_are_not_entered_because_their_libraries_are_not_used() -> (
    None
):
    used = {package for path in SOURCES for package in packages(path)}

    assert used & {"lifelines", "sksurv", "sklearn", "pandas"} == set()


def test_trap_1_ties_are_exact_in_any_order_of_rows() -> None:
    # lifelines: .480 with seed 1, .452 with seed 2
    bmt = {name: np.array(column) for name, column in inputs("aj_bmt").items()}
    orders = [np.random.default_rng(seed).permutation(35) for seed in (1, 2, 3)]

    counts = [count_events(bmt["time"][o], bmt["event"][o], cause=2) for o in orders]
    found = [incidence(c.events, c.others, c.censored).share[-1] for c in counts]

    assert len(set(found)) == 1
    assert_allclose(found, 0.4812695521558378, rtol=1e-14)


@pytest.mark.parametrize("event", [[1, 1, 0], [2, 2, 0], [3, 0, 0], [0, 0, 0]])
def test_trap_2_one_cause_a_missing_one_and_none_at_all_are_answered(
    event: list[int],
) -> None:
    counts = count_events([1, 2, 3], event)

    found = incidence(counts.events, counts.others, counts.censored)

    assert_allclose(found.share[-1], event.count(1) / 3)


def test_trap_3_a_group_never_at_risk_at_an_event_is_left_out() -> None:
    # lifelines: df 2, p .18; statsmodels: LinAlgError; R: df 1, p .065
    aml = inputs("logrank_aml")
    days = aml["maintained"]["time"] + aml["nonmaintained"]["time"] + [1, 2]
    events = aml["maintained"]["event"] + aml["nonmaintained"]["event"] + [0, 0]

    found = log_rank(count_groups(days, events, [0] * 11 + [1] * 12 + [2] * 2))

    assert found.df == 1
    assert_allclose([found.statistic, found.p], [3.3963887, 0.0653393], atol=1e-7)


def test_trap_4_the_risk_table_leaves_out_those_who_enter_that_day() -> None:
    # lifelines: 4, 4, 5, 5, 6, 5, 2, 1
    given = inputs("km_delayed_entry")
    counts = count_events(given["exit"], given["event"], entry=given["entry"])

    left = np.isin(counts.days, given["exit"])

    assert_array_equal(counts.at_risk[left], [2, 3, 5, 4, 4, 5, 2, 1])


def test_trap_5_limits_are_log_log_and_not_those_r_prints() -> None:
    maintained = inputs("km_aml")["maintained"]
    curve = survival_curve(count_events(maintained["time"], maintained["event"]))

    found = at_day(curve.days, curve, 9)

    assert_allclose([found.low, found.high], [0.50808021, 0.98667382], atol=1e-8)
    assert abs(found.low - 0.7541) > 0.2


def test_trap_6_the_log_rank_of_the_waltons_flies_is_todays(shared: Any) -> None:
    # the documentation of lifelines still prints 3.528
    rows = shared("waltons_dataset.csv")

    found = log_rank(count_groups(rows["T"], rows["E"], rows["group"]))

    assert_allclose(found.statistic, 122.249, atol=0.001)


def test_trap_7_polars_columns_go_in_as_they_are() -> None:
    rows = pl.DataFrame(
        {"day": [1, 2, 3, 4, 5], "back": [True, False, True, True, False]}
    )

    fit = fit_cox(rows["day"], rows["back"], pl.DataFrame({"x": [1, 0, 0, 1, 1]}))

    assert isinstance(fit, Cox)
    assert_array_equal(count_events(rows["day"], rows["back"]).events, [1, 0, 1, 1, 0])


def test_trap_8_separation_is_refused_and_not_a_ratio_of_fifty_million() -> None:
    days, back = np.arange(1, 41), np.arange(40) % 4 == 0
    never_back = np.where(back, 0, np.arange(40) % 2)

    by_cell = hazard_ratio(days, back, never_back)
    by_fit = fit_cox(days, back, never_back[:, None])

    assert isinstance(by_cell, Refusal)
    assert "None of the 20 exposed had the event" in by_cell.reason
    assert isinstance(by_fit, Refusal)


def test_trap_10_ties_are_efron_unless_asked_otherwise() -> None:
    aml = inputs("cox_aml_ties")
    groups = [aml["maintained"], aml["nonmaintained"]]
    days, events = (
        np.concatenate([group[key] for group in groups]) for key in ("time", "event")
    )
    treated = np.repeat([0, 1], [11, 12])

    plain = fit_cox(days, events, treated[:, None])

    assert isinstance(plain, Cox)
    assert_allclose(plain.coefficients, 0.9155, atol=1e-4)
