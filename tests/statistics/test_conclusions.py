from math import log, sqrt

import numpy as np
import pytest

from insight.statistics.anytime import half_width, share_limits
from insight.statistics.conclusions import (
    Answer,
    Conclusion,
    at_higher_rate,
    less_often,
    more_often,
    share_above,
)
from insight.statistics.effects import HazardRatio
from insight.statistics.estimates import Estimate, Refusal
from insight.statistics.share_difference import ShareDifference, Spread

YES, NO, OPEN = Answer.YES, Answer.NO, Answer.CANNOT_TELL


def ratio(
    value: float, error: float, *, exposed: int = 40, others: int = 40
) -> HazardRatio:
    return HazardRatio(
        Estimate(value, 0, 9),
        coefficient=log(value),
        error=error,
        p=0.1,
        n=500,
        events=exposed + others,
        exposed=250,
        events_exposed=exposed,
        compared_exposed=exposed,
        compared_others=others,
    )


def shares(
    share: float, other: float, error: float, *, events: int = 40, others: int = 40
) -> ShareDifference:
    spread = Spread(error**2 / 2, error**2 / 2, 0.0)
    return ShareDifference(365, share, other, spread, spread, 500, 250, events, others)


def rate(value: float, error: float) -> Conclusion:
    return at_higher_rate(ratio(value, error), known=80, n=80)


def test_limits_of_an_estimate_are_those_of_the_normal_mixture() -> None:
    # V = 17, r = 8, a = .05: sqrt(25 / 289 * ln(25 / (8 * .0025))).
    expected = sqrt(25 / 289 * log(25 / (8 * 0.0025)))

    assert half_width(1 / sqrt(17)) == pytest.approx(expected)
    assert 2.9 < half_width(1 / sqrt(17)) * sqrt(17) < 3.3


def test_limits_of_a_share_hold_at_every_look_and_at_the_ends() -> None:
    none, every, half = share_limits(0, 30), share_limits(30, 30), share_limits(50, 100)

    # No success: (1 - p)^30 = .05 * B(1, 31) = .05 / 31.
    top = 1 - (0.05 / 31) ** (1 / 30)
    assert (none.low, none.high) == pytest.approx((0.0, top))
    assert (every.low, every.high) == pytest.approx((1 - top, 1.0))
    assert half.low == pytest.approx(1 - half.high)


def test_a_share_seldom_leaves_its_limits_in_a_whole_history() -> None:
    rng = np.random.default_rng(3)
    missed = 0
    for _ in range(100):
        hits = np.cumsum(rng.random(200) < 0.5)
        looked = [share_limits(int(hits[n - 1]), n) for n in range(20, 201, 20)]
        missed += any(not limits.low <= 0.5 <= limits.high for limits in looked)

    # Of 100 histories that miss in 5% more than 9 miss in 3 of 100 studies.
    assert missed <= 9


def test_a_share_answers_where_all_of_its_limits_are() -> None:
    above, below = (share_above(k, known=200, n=200, line=0.5) for k in (140, 60))
    open_ = share_above(105, known=200, n=200, line=0.5)

    assert (above.answer, below.answer, open_.answer) == (YES, NO, OPEN)
    assert above.at_least == above.low
    assert below.at_least == below.high
    assert (open_.at_least, open_.early_sign) == (None, None)


@pytest.mark.parametrize(
    ("known", "n", "said"),
    [
        (19, 19, "Known for 19 of 19; it takes 20."),
        (40, 81, "Known for 40 of 81; it takes at least half."),
    ],
)
def test_a_share_of_which_little_is_known_has_no_verdict(
    known: int, n: int, said: str
) -> None:
    found = share_above(known, known=known, n=n, line=0.5)

    assert (found.answer, found.refusal, found.estimate) == (OPEN, said, None)


def test_an_early_sign_holds_nothing_and_says_how_many_more_it_takes() -> None:
    found = share_above(117, known=200, n=200, line=0.5)

    assert (found.answer, found.early_sign, found.at_least) == (OPEN, YES, None)
    assert found.more_cases is not None
    later = 210 + found.more_cases
    assert (
        share_above(round(0.585 * later), known=later, n=later, line=0.5).answer == YES
    )


def test_a_ratio_is_more_above_one_and_no_where_half_as_many_again_is_out_of_reach() -> (
    None
):
    found = {value: rate(value, 0.12) for value in (2.2, 1.3, 0.9)}

    assert [c.answer for c in found.values()] == [YES, OPEN, NO]
    assert found[2.2].at_least == found[2.2].low
    assert found[0.9].at_least == found[0.9].high
    assert found[1.3].early_sign is YES


def test_limits_more_than_ten_times_apart_tell_nothing() -> None:
    found = rate(12.0, 0.5)

    assert found.low is not None
    assert found.low > 1
    assert found.answer is OPEN


def test_few_events_on_the_smaller_side_tell_nothing() -> None:
    few = at_higher_rate(ratio(9.0, 0.1, others=4), known=80, n=80)
    fewer = more_often(shares(0.5, 0.02, 0.01, others=4), known=500, n=500)

    for found in (few, fewer):
        assert (found.answer, found.early_sign) == (OPEN, None)
        assert found.refusal == "4 of the 5 cases it takes on the smaller side."


def test_a_difference_answers_how_many_more_or_fewer_come_back() -> None:
    more = more_often(shares(0.4, 0.2, 0.04), known=500, n=500)
    fewer = less_often(shares(0.1, 0.3, 0.04), known=500, n=500)
    alike = more_often(shares(0.3, 0.3, 0.03), known=500, n=500)
    wide = more_often(shares(0.3, 0.2, 0.04), known=500, n=500)

    assert (more.answer, fewer.answer, alike.answer) == (YES, YES, NO)
    assert (more.at_least, fewer.at_least) == (more.low, fewer.high)
    assert (wide.answer, wide.early_sign) == (OPEN, YES)
    assert (more.k, more.horizon) == (80, 365)


def test_what_could_not_be_compared_says_why() -> None:
    found = more_often(Refusal("Nothing is alike."), known=50, n=60)

    assert (found.answer, found.refusal) == (OPEN, "Nothing is alike.")
