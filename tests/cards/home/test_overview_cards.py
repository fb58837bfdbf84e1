import polars as pl
import pytest

from insight.cards.card import Card
from insight.cards.home.overview import (
    MOVES,
    MRR_BRIDGE,
    MRR_BY_MONTH,
    RETENTION,
    TOP_REASONS,
)
from insight.charts.style import LIGHT
from insight.settings import Choices

CHOICES = Choices(currency="USD")
MOST_WORDS = 15

STEPS = pl.DataFrame(
    {
        "step": ["opening", "new", "churn", "closing"],
        "amount": [1_000.0, 300.0, -100.0, 1_200.0],
        "accounts": [None, 3, 1, None],
        "provisional": [0.0] * 4,
    }
)
MONTHS = pl.DataFrame(
    {
        "month": ["2026-01", "2026-02"],
        "new": [300.0, 0.0],
        "reactivation": [0.0, 50.0],
        "expansion": [10.0, 0.0],
        "contraction": [0.0, -5.0],
        "churn": [-100.0, -200.0],
        "net": [210.0, -155.0],
        "is_running": [False, False],
    }
)
REASONS = pl.DataFrame(
    {
        "code": ["P", "M", "U"],
        "label": ["Price rise", "Merger", "No answer"],
        "control": ["ours", "not_ours", "unknown"],
        "exits": [30, 26, 4],
        "n": [60] * 3,
        "share": [0.5, 0.43, 0.07],
        "low": [0.38, 0.31, 0.03],
        "high": [0.62, 0.56, 0.16],
    }
)
KEPT = pl.DataFrame(
    {"month": ["2026-02"], "grr": [0.88], "grr_strict": [0.8], "nrr": [1.02]}
)
MOVED = pl.DataFrame(
    {
        "month": ["2026-02"],
        "exits": [7],
        "provisional": [3],
        "returned": [1],
        "is_running": [False],
    }
)
SAID = [
    (MRR_BRIDGE, STEPS, "MRR grew from $1k to $1.2k; churn took $100."),
    (
        MRR_BY_MONTH,
        MONTHS,
        "MRR grew in 1 of 2 months; churn was highest in Feb 2026: $200.",
    ),
    (
        TOP_REASONS,
        REASONS,
        "Price rise leads with 30 of 60 exits; 1 other is too close to rank.",
    ),
    (
        RETENTION,
        KEPT,
        "88.0% of MRR is retained over 12 months, 102.0% with expansion.",
    ),
    (MOVES, MOVED, "7 customers lost, 1 won back; 3 of the exits are provisional."),
]


@pytest.mark.parametrize(
    ("card", "rows", "said"), SAID, ids=lambda v: getattr(v, "title", "")
)
def test_a_card_says_its_finding_draws_it_and_says_how_to_read_it(
    card: Card[[], pl.DataFrame], rows: pl.DataFrame, said: str
) -> None:
    made = card.finished(rows, choices=CHOICES, palette=LIGHT)

    assert made.finding == said
    assert len(said.split()) <= MOST_WORDS
    assert made.figure is not None
    assert len(made.alt) >= len(said)
    assert len(made.how_to_read) > 80


@pytest.mark.parametrize(
    ("card", "rows", "said"),
    [
        (TOP_REASONS, REASONS.clear(), "Nobody left in this period."),
        (
            RETENTION,
            KEPT.with_columns(grr=pl.lit(None, dtype=pl.Float64)),
            "No full twelve months of MRR are known yet.",
        ),
        (
            MOVES,
            MOVED.with_columns(exits=0, provisional=0, returned=0),
            "0 customers lost, 0 won back.",
        ),
        (
            MRR_BY_MONTH,
            MONTHS.clear(),
            "MRR is not known for any month of this period.",
        ),
    ],
    ids=lambda v: getattr(v, "title", ""),
)
def test_a_card_without_anything_to_draw_is_one_sentence(
    card: Card[[], pl.DataFrame], rows: pl.DataFrame, said: str
) -> None:
    made = card.finished(rows, choices=CHOICES, palette=LIGHT)

    assert made.finding == said
    assert made.figure is None


def test_the_grace_in_force_is_the_one_that_is_said() -> None:
    made = MOVES.finished(MOVED, choices=Choices(grace_days=45), palette=LIGHT)

    assert "grace period of 45 days" in made.how_to_read
