from typing import Any

import numpy as np
import polars as pl
import pytest
from numpy.testing import assert_allclose

from insight.statistics.effects import (
    HazardRatio,
    e_value,
    events_needed,
    hazard_ratio,
)
from insight.statistics.estimates import Estimate, Refusal


def ratio_of(*arguments: Any, **options: Any) -> HazardRatio:
    found = hazard_ratio(*arguments, **options)
    assert isinstance(found, HazardRatio)
    return found


def world(n: int = 4_000) -> pl.DataFrame:
    """Kindness goes with the reason, both double the hazard of return."""
    rng = np.random.default_rng(8)
    reason = rng.integers(0, 2, n)
    kind = (rng.random(n) < 0.3 + 0.4 * reason).astype(int)
    days = rng.exponential(400 / 2.0 ** (kind + reason))
    watched = rng.uniform(1, 800, n)
    return pl.DataFrame(
        {
            "day": np.ceil(np.minimum(days, watched)),
            "back": days <= watched,
            "kind": kind,
            "reason": reason,
            "account": np.arange(n) // 2,
        }
    )


def test_adjusting_finds_the_planted_ratio_and_the_crude_one_is_larger() -> None:
    rows = world()

    crude = ratio_of(rows["day"], rows["back"], rows["kind"])
    adjusted = ratio_of(
        rows["day"], rows["back"], rows["kind"], adjust={"reason": rows["reason"]}
    )
    stratified = ratio_of(
        rows["day"], rows["back"], rows["kind"],
        strata=rows["reason"], cluster=rows["account"],
    )  # fmt: skip

    for found in (adjusted, stratified):
        assert found.ratio.low < 2 < found.ratio.high
    assert crude.ratio.value > adjusted.ratio.value + 0.2
    assert adjusted.p < 1e-6


def test_a_ratio_says_what_it_rests_on() -> None:
    found = ratio_of([1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 0, 1], [1, 1, 0, 1, 0, 0])

    assert (found.n, found.events) == (6, 4)
    assert (found.exposed, found.events_exposed) == (3, 2)
    assert_allclose(found.ratio.value, np.exp(found.coefficient))
    width = np.log(found.ratio.high / found.ratio.low)
    assert_allclose(width, 2 * 1.959964 * found.error, rtol=1e-6)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ([0, 0, 0, 1, 0, 1], "None of the 3 exposed had the event"),
        ([1, 0, 1, 0, 0, 0], "None of the 3 others had the event"),
        ([1, 1, 1, 1, 0, 0], "None of the 3 exposed were without the event"),
        ([1, 0, 0, 1, 1, 1], "None of the 3 others were without the event"),
    ],
)
def test_an_empty_cell_is_refused_in_words(event: list[int], said: str) -> None:
    found = hazard_ratio([1, 2, 3, 4, 5, 6], event, [1, 1, 1, 0, 0, 0])

    assert isinstance(found, Refusal)
    assert said in found.reason


def test_a_ratio_that_strata_leave_undetermined_is_refused() -> None:
    found = hazard_ratio(
        [1, 2, 3, 4], [1, 0, 1, 0], [1, 1, 0, 0], strata=["a", "a", "b", "b"]
    )

    assert isinstance(found, Refusal)


def test_an_exposure_must_be_zero_or_one() -> None:
    with pytest.raises(ValueError, match="0 or 1"):
        hazard_ratio([1, 2], [1, 0], [1, 2])


def test_the_e_value_of_vanderweele_and_ding() -> None:
    # Annals 2017: breast feeding and death by respiratory infection, 3.9 (1.8, 8.7)
    found = e_value(Estimate(3.9, 1.8, 8.7))

    assert_allclose([found.value, found.limit], [7.26, 3.0], atol=0.005)


def test_a_protective_ratio_has_the_e_value_of_its_inverse() -> None:
    found = e_value(Estimate(1 / 3.9, 1 / 8.7, 1 / 1.8))

    assert_allclose([found.value, found.limit], [7.26, 3.0], atol=0.005)


def test_an_interval_around_one_needs_no_unmeasured_cause() -> None:
    assert e_value(Estimate(1.5, 0.9, 2.5)).limit == 1


def test_events_needed_follow_schoenfeld() -> None:
    # docs/metrics.md: 7.85 / (p (1 - p) ln(HR)^2), 91 returns for 1.8 at 50/50
    assert events_needed(1.8) == events_needed(1 / 1.8) == 91
    assert events_needed(1.8, share_exposed=0.3) == 109


@pytest.mark.parametrize(("ratio", "share"), [(1, 0.5), (0, 0.5), (2, 0), (2, 1)])
def test_no_number_of_events_tells_the_same_apart(ratio: float, share: float) -> None:
    with pytest.raises(ValueError, match="other than 1"):
        events_needed(ratio, share_exposed=share)
