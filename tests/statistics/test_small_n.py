import numpy as np
import pytest

from insight.settings import Choices
from insight.statistics.proportions import wilson
from insight.statistics.small_n import Line, Shown, line, shown


@pytest.mark.parametrize(
    ("n", "width", "expected"),
    [
        (0, 0.1, Shown.COUNTS),
        (9, 0.1, Shown.COUNTS),
        (10, 0.1, Shown.GREY),
        (29, 0.1, Shown.GREY),
        (30, 0.1, Shown.FULL),
        (30, 0.30, Shown.FULL),
        (30, 0.31, Shown.GREY),
        (30, np.nan, Shown.GREY),
    ],
)
def test_a_share_is_shown_as_far_as_its_n_and_width_allow(
    n: int, width: float, expected: Shown
) -> None:
    assert shown(n, 0.4, 0.4 + width, choices=Choices()).tolist() == [expected]


def test_many_shares_are_judged_at_once() -> None:
    k, n = np.array([3, 6, 30, 80]), np.array([7, 12, 60, 100])

    found = shown(n, *wilson(k, n), choices=Choices())

    assert found.tolist() == [Shown.COUNTS, Shown.GREY, Shown.FULL, Shown.FULL]


def test_the_team_may_choose_other_bounds() -> None:
    strict = Choices(counts_only_below=20, full_display_from=100, curve_stops_below=8)

    assert shown([15, 50], 0.4, 0.5, choices=strict).tolist() == ["counts", "grey"]
    assert line([7, 8], choices=strict).tolist() == [Line.NONE, Line.DOTTED]


def test_a_curve_is_dotted_below_ten_at_risk_and_ends_below_five() -> None:
    found = line([12, 10, 9, 5, 4, 0], choices=Choices())

    assert found.tolist() == ["solid", "solid", "dotted", "dotted", "none", "none"]
