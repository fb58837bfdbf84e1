from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_allclose

from insight.statistics.estimates import Refusal
from insight.statistics.event_counts import count_events
from insight.statistics.share_difference import (
    ShareDifference,
    share_difference,
)
from insight.statistics.survival import incidence
from insight.statistics.weighted_incidence import weighted_incidence


def compared(*cells: tuple[str, int, int, int], watched: int = 400) -> ShareDifference:
    """Cells of (stratum, exposed, exits, of them returned on day 100)."""
    rows = [
        (stratum, exposed, 100 if i < back else watched, int(i < back))
        for stratum, exposed, exits, back in cells
        for i in range(exits)
    ]
    stratum, exposed, days, event = (list(column) for column in zip(*rows, strict=True))
    found = share_difference(
        days, event, exposed,
        factors=[stratum], cluster=range(len(rows)), horizons=(90, 180, 365),
    )  # fmt: skip
    assert isinstance(found, ShareDifference)
    return found


def watches(n: int = 200) -> tuple[Any, Any]:
    rng = np.random.default_rng(1)
    return rng.integers(1, 500, n).astype(float), rng.integers(0, 3, n)


def test_with_equal_weights_it_is_the_aalen_johansen_share_and_its_error() -> None:
    ends, what = watches()

    share, pulls = weighted_incidence(ends, what, np.ones(len(ends)), horizon=365)

    counts = count_events(ends, what)
    curve = incidence(counts.events, counts.others, counts.censored)
    last = np.searchsorted(counts.days, 365, side="right") - 1
    assert_allclose(share, curve.share[last])
    assert_allclose(np.sqrt((pulls**2).sum()), curve.error[last])


def test_a_pull_is_what_the_share_moves_by_with_the_weight_of_a_row() -> None:
    ends, what = watches(60)
    weight = np.random.default_rng(2).uniform(0.2, 1, 60)
    share, pulls = weighted_incidence(ends, what, weight, horizon=365)

    for row in range(0, 60, 7):
        moved = weight.copy()
        moved[row] += 1e-6
        ahead, _ = weighted_incidence(ends, what, moved, horizon=365)
        assert_allclose((ahead - share) / 1e-6, pulls[row] / weight[row], rtol=1e-4)


def test_the_reason_can_turn_the_comparison_around() -> None:
    # Simpson: 45 of 90 against 8 of 10, and 0 of 10 against 9 of 90.
    found = compared(
        ("a", 1, 90, 45), ("a", 0, 10, 8), ("b", 1, 10, 0), ("b", 0, 90, 9)
    )

    assert 45 / 100 > 17 / 100
    assert found.share < found.other
    # Both strata weigh alike: (50 - 80 + 0 - 10) / 2 of 100.
    assert found.share - found.other == pytest.approx(-0.2, abs=0.01)


def test_a_level_with_only_one_kind_is_left_out() -> None:
    both = (("a", 1, 20, 10), ("a", 0, 20, 4))

    found = compared(*both, ("b", 1, 50, 0))

    assert (found.n, found.exposed) == (40, 20)
    assert (found.share, found.other) == pytest.approx((0.5, 0.2))
    assert (found.events, found.other_events) == (10, 4)


@pytest.mark.parametrize(("watched", "horizon"), [(400, 365), (364, 180), (120, 90)])
def test_the_longest_horizon_is_taken_that_both_were_watched_for(
    watched: int, horizon: int
) -> None:
    cells = (("a", 1, 30, 10), ("a", 0, 30, 10))

    assert compared(*cells, watched=watched).horizon == horizon


def test_too_few_watched_or_nothing_alike_is_refused() -> None:
    days, event = [100] * 40, [0] * 40
    few = share_difference(
        days, event, [1] * 9 + [0] * 31,
        factors=[], cluster=range(40), horizons=(90, 365),
    )  # fmt: skip
    apart = share_difference(
        days, event, [1] * 20 + [0] * 20,
        factors=[["a"] * 20 + ["b"] * 20], cluster=range(40), horizons=(90,),
    )  # fmt: skip

    assert few == Refusal("It takes 10 of either kind watched for 90 days.")
    assert isinstance(apart, Refusal)
    assert "Nothing is alike" in apart.reason


def test_exits_of_one_account_widen_the_error_by_the_root_of_two() -> None:
    ends, what = watches(100)
    group = np.random.default_rng(3).integers(0, 2, 100)
    twice = [np.tile(part, 2) for part in (ends, what, group)]
    errors = []
    for cluster in (np.arange(200), np.tile(np.arange(100), 2)):
        found = share_difference(*twice, factors=[], cluster=cluster, horizons=(180,))
        assert isinstance(found, ShareDifference)
        errors.append(found.contrast(1, -1)[1])

    assert errors[1] / errors[0] == pytest.approx(2**0.5, rel=0.02)
