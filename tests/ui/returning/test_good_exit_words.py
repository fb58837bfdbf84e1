from dataclasses import replace

import pytest

from insight.metrics.good_exits import GoodExits
from insight.metrics.judged_exits import Compared
from insight.statistics.effects import HazardRatio, e_value
from insight.statistics.estimates import Estimate, Refusal
from insight.ui.returning.good_exit_words import good_exit_answer, ratio_parts
from insight.ui.returning.good_exits import ratio_finding, ratio_rows


def compared(value: float, low: float, high: float) -> Compared:
    ratio = HazardRatio(
        Estimate(value, low, high),
        coefficient=value - 1,
        error=0.2,
        p=0.01,
        n=100,
        events=40,
        exposed=60,
        events_exposed=30,
    )
    return Compared(ratio, ("reason_group", "segment mid", "segment ent", "log_mrr"))


def found(adjusted: Compared) -> GoodExits:
    ratio = adjusted.ratio
    return GoodExits(
        exits=100,
        good=60,
        returns=40,
        unjudged=0,
        unexplained=0,
        crude=compared(2, 1.2, 3),
        adjusted=adjusted,
        per_100=Refusal("No reason group is large enough."),
        e_value=e_value(ratio.ratio) if isinstance(ratio, HazardRatio) else None,
        more_returns_needed=59,
    )


@pytest.mark.parametrize(
    ("adjusted", "verdict"),
    [
        (compared(1.8, 1.2, 2.7), "**More come back after a good exit**"),
        (compared(0.5, 0.3, 0.8), "**Fewer come back after a good exit**"),
        (compared(1.8, 0.9, 3.6), "matters **cannot be told yet**: within the same"),
        (Compared(Refusal("Nobody had it.")), "**cannot be told yet**: nobody had it."),
    ],
)
def test_the_answer_is_the_adjusted_one(adjusted: Compared, verdict: str) -> None:
    assert verdict in good_exit_answer(found(adjusted))


def test_an_open_answer_says_how_many_returns_are_missing() -> None:
    open_answer = good_exit_answer(found(compared(1.8, 0.9, 3.6)))

    assert "59 more returns needed to tell 1.5 times from no difference" in open_answer
    assert "needed" not in good_exit_answer(found(compared(1.8, 1.2, 2.7)))


def test_without_rated_exits_or_reasons_it_says_which_are_missing() -> None:
    none = replace(found(compared(1, 1, 1)), exits=0)

    assert good_exit_answer(none).endswith(
        "**cannot be told**: no exit has been rated."
    )
    assert "of 4 rated exits no reason is known" in good_exit_answer(
        replace(none, unexplained=4)
    )


def test_adjusters_are_named_once_and_an_unmeasured_cause_is_weighed() -> None:
    parts = ratio_parts(found(compared(1.8, 1.2, 2.7)))

    assert "adjusted for reason group, segment and last MRR" in parts
    # HR + sqrt(HR (HR - 1)): 1.8 + 1.2 and 1.2 + 0.49.
    assert "association of 3.00 with both the exit and the return" in parts[-1]
    assert "of 1.69 to leave it open" in parts[-1]


def test_where_the_two_point_apart_only_the_adjusted_one_is_shown() -> None:
    apart = found(compared(0.5, 0.3, 0.8))

    assert ratio_rows(apart)["comparison"].to_list() == ["adjusted"]
    assert any("points the other way" in part for part in ratio_parts(apart))
    assert ratio_finding(apart) == (
        "After a good exit fewer: rate of return as a ratio, within the same reasons "
        "0.50 (0.30 to 0.80); 1 is no difference."
    )
