"""Signals of changed rates: what they say, and how often they are wrong."""

from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest
from numpy.random import default_rng
from numpy.testing import assert_array_equal

from insight.statistics.detector import MONTHLY, WEEKLY, detect, noticed

WEEKS = np.arange(160)
MONTH_OF_WEEK = WEEKS * 12 // 52 % 12


def test_a_known_rate_gives_the_cusum_of_poisson_counts() -> None:
    # 100 weeks of 10 over very long days set the rate; then Page's sum adds
    # k ln 1.5 - 10 (1.5 - 1) a week: 20 four times give 4 (8.109 - 5) = 12.4 > 4.3.
    counts = np.r_[np.full(104, 1e7), [20] * 4]
    exposure = np.r_[np.full(104, 1e6), [1] * 4]

    found = detect(
        counts, exposure, months=np.zeros(108, int), cadence=WEEKLY,
        least_dispersion=1,
    )  # fmt: skip

    assert found.direction[-2:].tolist() == [0, 1]
    assert (found.since[-1], found.observed[-1]) == (104, 80)
    assert found.expected[-1] == pytest.approx(40)
    assert found.high[-4] == pytest.approx((4.3 + 5) / np.log(1.5), rel=0.02)


def test_later_periods_change_nothing() -> None:
    counts = default_rng(1).poisson(8, 160)

    whole = detect(counts, 7.0, months=MONTH_OF_WEEK, cadence=WEEKLY)
    then = detect(counts[:90], 7.0, months=MONTH_OF_WEEK[:90], cadence=WEEKLY)

    assert_array_equal(whole.direction[:90], then.direction)
    assert_array_equal(whole.high[:90], then.high)


def test_few_events_say_nothing() -> None:
    found = detect([0] * 25 + [1] * 5, 7.0, months=np.zeros(30, int), cadence=WEEKLY)

    assert np.isnan(found.usual).all()
    assert not found.direction.any()


def test_a_single_period_far_outside_its_limits_is_a_signal() -> None:
    counts = default_rng(2).poisson(20, (60, 160))
    counts[:, 150] = 100

    found = detect(counts, 7.0, months=MONTH_OF_WEEK, cadence=WEEKLY)

    assert (found.high[:, 150] < 100).all()
    assert (found.direction[:, 150] == 1).all()


def test_nobody_there_is_no_error() -> None:
    found = detect([0] * 40, [0.0] * 40, months=np.zeros(40, int), cadence=MONTHLY)

    assert not found.direction.any()


@pytest.mark.parametrize("setting", ["nothing else", "December and January × 1.3"])
def test_false_alarms_are_as_rare_as_promised(
    script: Callable[[str], ModuleType], setting: str
) -> None:
    lab = script("signals")
    world = lab.settings(12)[setting]

    k, n = lab.false_alarms(world, cadence=WEEKLY, worlds=60, rng=default_rng(3))

    assert k / n <= lab.FALSE


def test_a_rise_by_half_is_noticed_as_often_as_promised(
    script: Callable[[str], ModuleType],
) -> None:
    lab = script("signals")
    promised = noticed(12, cadence=WEEKLY)
    assert promised is not None

    k, n = lab.noticed_rises(
        lab.World(12),
        cadence=WEEKLY,
        within=promised[0],
        worlds=100,
        rng=default_rng(4),
    )

    assert k / n >= promised[1] - 0.05
