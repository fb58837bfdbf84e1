from datetime import date

import polars as pl
import pytest

from insight.cards.card import Card
from insight.cards.groups import named
from insight.cards.returning.returned import CHAMPIONS, RETURNED, SECOND_STAY
from insight.cards.returning.win_back import CURVES, RATES
from insight.charts.style import LIGHT
from insight.settings import Choices

CHOICES = Choices(currency="USD")
MOST_WORDS = 15


def rates(group: str, share: float | None, n: int = 342) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "group": [group] * 3,
            "horizon": [90, 180, 365],
            "n": [n] * 3,
            "share": [0.032, share, None],
            "low": [0.016, 0.056, None],
            "high": [0.057, 0.13, None],
            "mature_n": [min(n, 260), min(n, 181), 0],
            "mature_returned": [3, 2, 0],
        },
        schema_overrides={"share": pl.Float64},
    )


ALL = named(rates("all exits", 0.089))
CURVE = named(
    pl.DataFrame(
        {
            "group": ["all exits"] * 4,
            "day": [35, 80, 149, 300],
            "at_risk": [342, 300, 200, 60],
            "returned": [10, 6, 4, 14],
            "ceased": [1, 0, 0, 0],
            "censored": [31, 94, 136, 46],
            "share": [0.03, 0.05, 0.07, 0.2],
            "low": [0.02, 0.03, 0.05, 0.13],
            "high": [0.05, 0.08, 0.1, 0.28],
        }
    )
)
BACK = pl.DataFrame(
    {
        "account_name": ["Acme", "Bolt", "Cog"],
        "return_date": [date(2026, 2, 1)] * 3,
        "last_mrr": [1_000.0, 2_000.0, None],
        "return_mrr": [1_200.0, 1_000.0, 50.0],
    }
)
STAYED = named(
    pl.DataFrame(
        {
            "group": ["all returns"] * 3,
            "horizon": [90, 180, 365],
            "n": [72] * 3,
            "exits": [5] * 3,
            "share": [0.934, 0.878, None],
            "low": [0.834, 0.74, None],
            "high": [0.975, 0.945, None],
        }
    ),
    {"all returns": ("All returns", "returned")},
)
BROUGHT = pl.DataFrame({"account_name": ["Dot", "Eve"], "mrr": [3_000.0, None]})
SAID = [
    (RATES, ALL, "8.9% of 342 exits were won back within 180 days (5.6% to 13.0%)."),
    (CURVES, CURVE, "34 of 342 exits won back so far, half of them within 149 days."),
    (RETURNED, BACK, "3 exits of this period won back so far, with $2.2k of $3k MRR."),
    (
        SECOND_STAY,
        STAYED,
        "87.8% of 72 customers won back in this period stay 180 days.",
    ),
    (
        CHAMPIONS,
        BROUGHT,
        "2 new customers through former champions: $3k MRR now (1 not known).",
    ),
]


@pytest.mark.parametrize(
    ("card", "rows", "said"), SAID, ids=lambda v: getattr(v, "title", "")
)
def test_a_card_on_coming_back_says_its_finding_and_how_to_read_it(
    card: Card[[], pl.DataFrame], rows: pl.DataFrame, said: str
) -> None:
    made = card.finished(rows, choices=CHOICES, palette=LIGHT)

    assert made.finding == said
    assert len(said.split()) <= MOST_WORDS
    assert (made.figure is None) == (card.draw is None)
    assert len(made.how_to_read) > 80


@pytest.mark.parametrize(
    ("card", "rows", "said"),
    [
        (RATES, ALL.clear(), "Nobody left in this period."),
        (CURVES, CURVE.clear(), "Nobody left in this period."),
        (
            RETURNED,
            BACK.clear(),
            "Nobody who left in this period has come back so far.",
        ),
        (SECOND_STAY, STAYED.clear(), "Nobody came back in this period."),
        (
            CHAMPIONS,
            BROUGHT.clear(),
            "No former champion brought a new customer in this period.",
        ),
    ],
    ids=lambda v: getattr(v, "title", ""),
)
def test_a_card_on_coming_back_without_rows_is_one_sentence(
    card: Card[[], pl.DataFrame], rows: pl.DataFrame, said: str
) -> None:
    made = card.finished(rows, choices=CHOICES, palette=LIGHT)

    assert (made.finding, made.figure) == (said, None)


def test_a_split_names_both_ends_and_every_check_by_hand() -> None:
    split = named(
        pl.concat([rates("good exit", 0.127), rates("bad exit", 0.053)]),
    )

    assert RATES.says(split, CHOICES) == (
        "Won back within 180 days: 5.3% (bad exit) to 12.7% (good exit)."
    )
    assert "Bad exit, 90 days: 3 of 260" in RATES.how_to_read(split, CHOICES)


def test_few_exits_are_counts_and_a_horizon_nobody_reached_has_no_share() -> None:
    few, young = rates("all exits", 0.5, n=4), rates("all exits", None)

    assert RATES.says(named(few), CHOICES) == (
        "2 of 4 exits at least that old came back within 180 days."
    )
    assert RATES.says(named(young), CHOICES) == (
        "No exit has been watched for 180 days yet."
    )


def test_few_returns_are_counts_too() -> None:
    few = STAYED.with_columns(n=pl.lit(2), exits=pl.lit(1))

    assert SECOND_STAY.says(few, CHOICES) == (
        "1 of 2 returns in this period left again so far."
    )


def test_the_choices_in_force_are_the_ones_that_are_said() -> None:
    words = CURVES.how_to_read(CURVE, Choices(grace_days=45, curve_dotted_below=12))

    assert "Nobody returns within 45 days" in words
    assert "dotted below 12 exits" in words
