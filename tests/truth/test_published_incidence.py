from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from insight.statistics.curves import at_day, median, survival_curve
from insight.statistics.event_counts import EventCounts, count_events
from insight.statistics.survival import Incidence, incidence

Case = dict[str, Any]


def incidence_of(times: Any, events: Any, *, cause: int) -> tuple[Any, Incidence]:
    counts = count_events(times, events, cause=cause)
    return counts.days, incidence(counts.events, counts.others, counts.censored)


def on_event_days(counts: EventCounts, values: Any) -> Any:
    return values[counts.events > 0]


@pytest.mark.parametrize("cause", [1, 2])
@pytest.mark.parametrize("subset", ["all", "dis1"])
@pytest.mark.parametrize("case", ["aj_bmt"], indirect=True)
def test_incidence_with_ties_and_events_on_day_zero(
    case: Case, subset: str, cause: int
) -> None:
    data = {name: np.array(column) for name, column in case["inputs"].items()}
    rows = np.full(35, True) if subset == "all" else data["dis"] == 1

    days, found = incidence_of(data["time"][rows], data["event"][rows], cause=cause)

    expected = case["expected"][subset]
    assert_array_equal(days, expected["time"])
    assert_allclose(found.share, expected[f"cif{cause}"], atol=case["tol"])


@pytest.mark.parametrize("case", ["aj_finegray14"], indirect=True)
def test_incidence_equals_exact_fractions_and_so_does_its_risk_table(
    case: Case,
) -> None:
    times, events = case["inputs"]["time"], case["inputs"]["event"]
    counts = count_events(times, events)

    first, second = (incidence_of(times, events, cause=cause)[1] for cause in (1, 2))

    rows = case["expected"]["rows"]
    assert_array_equal(counts.days, [row["t"] for row in rows])
    assert_array_equal(counts.at_risk, [row["n_risk"] for row in rows])
    assert_array_equal(counts.events, [row["d1"] for row in rows])
    assert_array_equal(counts.others, [row["d2"] for row in rows])
    assert_allclose(first.share, [row["cif1"] for row in rows], atol=case["tol"])
    assert_allclose(second.share, [row["cif2"] for row in rows], atol=case["tol"])


@pytest.mark.parametrize("case", ["aj_sas"], indirect=True)
def test_incidence_has_the_variance_and_limits_of_sas(case: Case) -> None:
    days, found = incidence_of(**_as_times(case), cause=2)

    expected, tol = case["expected"], case["tol"]
    at = [_value(days, found, day) for day in expected["time"]]
    assert_allclose([value.value for value in at], expected["cif2"], atol=tol)
    assert_allclose(found.error**2, expected["var2"][1:], atol=tol)
    limits = [(value.low, value.high) for value in at]
    assert_allclose(limits[4:], expected["ci2"][4:], atol=tol)
    # SAS gives no limits while nothing happened; those of Clopper and Pearson are exact.
    assert [low for low, _ in limits[:4]] == [0] * 4


@pytest.mark.parametrize("cause", [1, 2, 3])
@pytest.mark.parametrize("case", ["aj_statsmodels"], indirect=True)
def test_incidence_of_three_causes_has_the_errors_of_stata(
    case: Case, cause: int
) -> None:
    days, found = incidence_of(**_as_times(case), cause=cause)

    expected = case["expected"]
    assert_array_equal(days, expected["time"])
    assert_allclose(found.share, expected[f"cif{cause}"], atol=case["tol"])
    assert_allclose(found.error, expected[f"se{cause}"], atol=case["tol"])


@pytest.mark.parametrize("group", ["maintained", "nonmaintained"])
@pytest.mark.parametrize("case", ["km_aml"], indirect=True)
def test_survival_of_the_aml_patients(case: Case, group: str) -> None:
    data, expected, tol = (
        case["inputs"][group],
        case["expected"][group],
        case["tol"],
    )
    counts = count_events(data["time"], data["event"])

    curve = survival_curve(counts)

    assert_array_equal(on_event_days(counts, curve.days), expected["time"])
    assert_array_equal(on_event_days(counts, curve.at_risk), expected["n_risk"])
    assert_allclose(on_event_days(counts, curve.share), expected["survival"], atol=tol)
    errors = [np.nan if error is None else error for error in expected["std_err"]]
    assert_allclose(on_event_days(counts, curve.error), errors, atol=tol)
    assert median(curve).value == expected["median"]


@pytest.mark.parametrize("case", ["km_aml"], indirect=True)
def test_survival_errors_give_the_log_limits_that_r_prints(case: Case) -> None:
    data, expected = case["inputs"]["maintained"], case["expected"]["maintained"]
    counts = count_events(data["time"], data["event"])

    curve = survival_curve(counts)

    width = 1.959964 * curve.error / curve.share
    low, high = curve.share * np.exp(-width), curve.share * np.exp(width)
    tol = case["tol"]
    assert_allclose(on_event_days(counts, low), expected["lower_logCI"], atol=tol)
    shown = np.minimum(on_event_days(counts, high), 1)
    assert_allclose(shown, expected["upper_logCI"], atol=tol)


@pytest.mark.parametrize("case", ["km_leukemia_6mp"], indirect=True)
def test_survival_of_the_leukemia_patients(case: Case) -> None:
    treated, placebo = (
        count_events(case["inputs"][group]["time"], case["inputs"][group]["event"])
        for group in ("sixmp", "placebo")
    )

    curve, other = survival_curve(treated), survival_curve(placebo)

    expected = case["expected"]["sixmp"]
    assert_array_equal(on_event_days(treated, curve.days), expected["time"])
    assert_array_equal(on_event_days(treated, curve.at_risk), expected["n_risk"])
    assert_allclose(
        on_event_days(treated, curve.share), expected["survival"], atol=case["tol"]
    )
    assert median(curve).value == expected["median"]
    assert median(other).value == case["expected"]["placebo"]["median"]


@pytest.mark.parametrize("case", ["km_delayed_entry"], indirect=True)
def test_survival_with_delayed_entry_and_its_risk_table(case: Case) -> None:
    data, expected = case["inputs"], case["expected"]
    counts = count_events(data["exit"], data["event"], entry=data["entry"])

    curve = survival_curve(counts)

    left = counts.events + counts.censored > 0
    assert_array_equal(curve.days[left], expected["time"])
    assert_array_equal(curve.at_risk[left], expected["n_risk"])
    assert_array_equal(counts.events[left], expected["n_event"])
    assert_allclose(
        on_event_days(counts, curve.share),
        expected["survival_at_events"],
        atol=case["tol"],
    )


def _as_times(case: Case) -> dict[str, Any]:
    return {"times": case["inputs"]["time"], "events": case["inputs"]["event"]}


def _value(days: Any, found: Incidence, day: float) -> Any:
    return at_day(days, found, day)
