from dataclasses import replace
from typing import Any, cast

import polars as pl
import pytest

from insight.cards.card import Finished
from insight.cards.returning.good_exits import (
    SHARES,
    SPEED,
    good_exit_verdict,
    ratio_rows,
    share_rows,
)
from insight.charts.style import LIGHT
from insight.metrics.facts import Facts
from insight.metrics.good_exits import GoodExits
from insight.metrics.judged_exits import Compared
from insight.metrics.selection import Selection
from insight.settings import Choices
from insight.statistics.conclusions import Answer, Conclusion, Kind
from insight.statistics.effects import HazardRatio, e_value
from insight.statistics.estimates import Estimate, Refusal
from insight.statistics.share_difference import ShareDifference, Spread

NO_FACTS = cast("Facts", None)
MONTH = Selection(1, 1)
MOST_WORDS = 15
SPREAD = Spread(0.001, 0.001, 0.0)
RETURNS = ShareDifference(365, 0.5, 0.3, SPREAD, SPREAD, 100, 60, 30, 10)


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


def found(adjusted: Compared, **other: Any) -> GoodExits:
    ratio = adjusted.ratio
    whole = GoodExits(
        exits=100,
        good=60,
        returns=40,
        unjudged=0,
        unexplained=0,
        crude=compared(2, 1.2, 3),
        adjusted=adjusted,
        shares=RETURNS,
        e_value=e_value(ratio.ratio) if isinstance(ratio, HazardRatio) else None,
    )
    return replace(whole, **other)


def speed(of: GoodExits) -> Finished:
    rows = ratio_rows(NO_FACTS, MONTH, found=of)
    return SPEED.finished(rows, choices=Choices(), palette=LIGHT)


def shares(of: GoodExits) -> Finished:
    rows = share_rows(NO_FACTS, MONTH, found=of)
    return SHARES.finished(rows, choices=Choices(), palette=LIGHT)


def test_both_cards_say_their_finding_in_a_sentence() -> None:
    fast, many = (make(found(compared(1.8, 1.2, 2.7))) for make in (speed, shares))

    assert fast.finding == (
        "Customers return 1.80 times as fast after a good exit (1.20 to 2.70)."
    )
    assert many.finding == (
        "50 of 100 return after good exits, 30 after others, within 365 days."
    )
    assert max(len(card.finding.split()) for card in (fast, many)) <= MOST_WORDS
    assert fast.figure
    assert many.figure
    assert "difference +20.0 of 100" in many.how_to_read


def test_a_ratio_that_may_be_one_is_no_difference() -> None:
    assert speed(found(compared(1.2, 0.8, 1.9))).finding == (
        "No clear difference in speed: 1.20 times as fast after a good exit (0.80 to 1.90)."
    )


def test_adjusters_are_named_once_and_an_unmeasured_cause_is_weighed() -> None:
    words = speed(found(compared(1.8, 1.2, 2.7))).how_to_read

    assert "adjusted for reason group, segment and last MRR." in words
    # HR + sqrt(HR (HR - 1)): 1.8 + 1.2 and 1.2 + 0.49.
    assert "association of 3.00 with both the exit and the return" in words
    assert "of 1.69 to leave it open" in words


def test_where_the_two_point_apart_only_the_adjusted_one_is_shown() -> None:
    apart = speed(found(compared(0.5, 0.3, 0.8)))

    assert apart.rows["comparison"].to_list() == ["adjusted"]
    assert "points the other way" in apart.how_to_read


def test_a_refusal_is_a_sentence_that_says_what_is_missing() -> None:
    refused = found(
        Compared(Refusal("3 of the 10 returns it takes for a ratio.")),
        shares=Refusal("It takes 10 of either kind watched for 90 days."),
    )
    unrated = replace(refused, exits=0)
    unexplained = replace(unrated, unexplained=4)

    said = [make(of) for of in (refused, unrated) for make in (speed, shares)]
    assert [card.finding for card in said] == [
        "Cannot be told yet. 3 of the 10 returns it takes for a ratio.",
        "Cannot be told yet. It takes 10 of either kind watched for 90 days.",
        "Cannot be told yet. No exit has been rated.",
        "Cannot be told yet. No exit has been rated.",
    ]
    assert [card.figure for card in said] == [None] * 4
    assert "4 rated exits have no known reason" in shares(unexplained).finding


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"answer": Answer.YES, "at_least": 0.042}, "at least 4.2 more of 100"),
        ({"answer": Answer.NO, "at_least": 0.03}, "At most 3.0 more of 100 do."),
        ({"answer": Answer.NO, "at_least": -0.01}, "**Not 1.5 times as many"),
        ({"answer": Answer.CANNOT_TELL}, "**It is too early to tell**"),
        (
            {"answer": Answer.CANNOT_TELL, "early_sign": Answer.YES},
            "Early sign: yes.",
        ),
    ],
)
def test_the_verdict_over_all_of_the_data_opens_the_page(
    values: dict[str, Any], said: str
) -> None:
    open_ = Conclusion(Answer.CANNOT_TELL, Kind.DIFFERENCE)

    assert said in good_exit_verdict(replace(open_, **values))


def test_the_table_behind_has_numbers_for_both_sides() -> None:
    rows = shares(found(compared(2, 1, 3))).rows

    assert rows.select("label", "n", "share").rows() == [
        ("After a good exit", 60, 0.5),
        ("After other exits", 40, 0.3),
    ]
    assert rows.schema["share"] == pl.Float64
