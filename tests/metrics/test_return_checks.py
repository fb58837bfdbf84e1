from typing import Any

import pytest

from insight.metrics.files import everything
from insight.metrics.return_checks import (
    clustered_rates,
    first_exit_rates,
    return_times,
)
from insight.metrics.returns import win_back_rates


def test_first_exits_leave_out_the_second_of_an_account(mini_facts: Any) -> None:
    rates = first_exit_rates(mini_facts, everything(mini_facts))

    # A11 left a second time: 10 exits of 11
    assert rates.select("horizon", "n", "mature_n").rows() == [
        (90, 10, 7),
        (180, 10, 2),
        (365, 10, 0),
    ]


def test_drawing_accounts_keeps_the_rate_and_gives_wide_limits(mini_facts: Any) -> None:
    rates = clustered_rates(mini_facts, everything(mini_facts))

    assert rates["share"].to_list() == [0, pytest.approx(12 / 35), None]
    row = rates.row(1, named=True)
    assert row["low"] < 0.1
    assert row["high"] > 0.6


def test_drawn_limits_do_not_hang_on_the_order_of_rows(mini_facts: Any) -> None:
    everyone = everything(mini_facts)

    assert clustered_rates(mini_facts, everyone).equals(
        clustered_rates(mini_facts, everyone)
    )


def test_the_time_to_return_is_that_of_all_exits(mini_facts: Any) -> None:
    # AJ: 6/35 at day 108, 12/35 at day 111, and no further
    times = return_times(mini_facts, everything(mini_facts))

    assert times.select("share", "days").rows() == [
        (0.1, 108),
        (0.25, 111),
        (0.5, None),
    ]


def test_how_often_an_offer_was_shown_makes_groups(mini_facts: Any) -> None:
    rates = win_back_rates(mini_facts, everything(mini_facts), by="presented")

    groups = rates.select("group", "n").unique(maintain_order=True)
    assert groups.rows() == [
        ("3 times or more", 1),
        ("not known", 1),
        ("not shown", 5),
        ("once", 2),
        ("twice", 2),
    ]
