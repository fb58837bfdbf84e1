from dataclasses import replace
from typing import Any

import pytest

from insight.metrics.good_exits import GoodExits
from insight.metrics.judged_exits import Compared
from insight.statistics.conclusions import Answer, Conclusion, Kind
from insight.statistics.effects import HazardRatio, e_value
from insight.statistics.estimates import Estimate
from insight.statistics.share_difference import ShareDifference, Spread
from insight.ui.returning.good_exit_words import good_exit_answer, ratio_parts
from insight.ui.returning.good_exits import ratio_finding, ratio_rows

SPREAD = Spread(0.001, 0.001, 0.0)
SHARES = ShareDifference(365, 0.5, 0.3, SPREAD, SPREAD, 100, 60, 30, 10)


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
        compared_exposed=30,
        compared_others=10,
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
        shares=SHARES,
        e_value=e_value(ratio.ratio) if isinstance(ratio, HazardRatio) else None,
    )


def judged(answer: Answer, **values: Any) -> Conclusion:
    return Conclusion(answer, Kind.DIFFERENCE, estimate=0.2, **values)


@pytest.mark.parametrize(
    ("conclusion", "said"),
    [
        (judged(Answer.YES, at_least=0.042), "**At least 4.2 more of 100 come back"),
        (judged(Answer.NO, at_least=0.03), "good exit**: at most 3.0 more of 100."),
        (judged(Answer.NO, at_least=-0.01), "**Not 1.5 times as many come back"),
        (judged(Answer.CANNOT_TELL), "**cannot be told yet**."),
        (
            judged(Answer.CANNOT_TELL, early_sign=Answer.YES),
            "**cannot be told yet** (early sign: yes).",
        ),
    ],
)
def test_the_sure_part_is_said_first_then_the_estimate(
    conclusion: Conclusion, said: str
) -> None:
    words = good_exit_answer(found(compared(2, 1, 3)), conclusion, is_filtered=False)

    assert said in words
    assert "+20.0 of 100" in words
    assert words.index(said) < words.index("+20.0")


def test_under_a_filter_the_number_stays_and_the_verdict_is_quoted() -> None:
    words = good_exit_answer(
        found(compared(2, 1, 3)), judged(Answer.YES, at_least=0.04), is_filtered=True
    )

    assert words.endswith("Verdicts are judged for all customers: yes.")
    assert "At least" not in words


def test_without_rated_exits_or_reasons_it_says_which_are_missing() -> None:
    none = replace(found(compared(1, 1, 1)), exits=0)

    open_ = judged(Answer.CANNOT_TELL)
    assert good_exit_answer(none, open_, is_filtered=False).endswith(
        "**cannot be told**: no exit has been rated."
    )
    assert "of 4 rated exits no reason is known" in good_exit_answer(
        replace(none, unexplained=4), open_, is_filtered=False
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
        "After a good exit, rate of return as a ratio: within the same reasons "
        "0.50 (0.30 to 0.80); 1 is no difference."
    )
