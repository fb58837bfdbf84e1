import numpy as np
import pytest

from insight.sample.days import number
from insight.sample.draws import stream
from insight.sample.planted import PROCESS_CHANGE
from insight.sample.simulation.handling import Handling, handle


def handled(group: str, *, exit_day: int, count: int = 4_000) -> Handling:
    return handle(
        stream(1, "test"),
        group=np.full(count, group),
        exit_day=np.full(count, exit_day),
    )


def test_the_good_flag_is_the_measured_one() -> None:
    facts = handled("resolvable", exit_day=number(PROCESS_CHANGE))
    asked = facts.export_requested

    passed = (
        (facts.closed_after <= 7).astype(int)
        + (facts.contacts_needed <= 1)
        + ~facts.surprise_fee
        + facts.export_delivered
        + facts.export_instructions
    )
    hard_fail = facts.surprise_fee | (asked & ~facts.export_delivered)
    measured = (passed / np.where(asked, 5, 3) >= 0.8) & ~hard_fail

    assert facts.good.tolist() == measured.tolist()
    assert 0.2 < facts.good.mean() < 0.9


def test_an_export_that_was_not_requested_is_not_delivered() -> None:
    facts = handled("resolvable", exit_day=number(PROCESS_CHANGE))

    assert not facts.export_delivered[~facts.export_requested].any()
    assert not facts.export_instructions[~facts.export_delivered].any()


def test_friendly_leavers_are_handled_better_and_all_since_the_change() -> None:
    change = number(PROCESS_CHANGE)

    shares = [
        handled(group, exit_day=day).good.mean()
        for group in ("festering", "uncontrollable")
        for day in (change - 1, change)
    ]

    assert shares[0] < shares[1] < shares[2] < shares[3]
    assert shares[1] - shares[0] == pytest.approx(0.15 * 0.9, abs=0.05)
