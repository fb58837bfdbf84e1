from dataclasses import replace

import polars as pl
import pytest

from insight.cards.card import Card
from insight.cards.leaving.control import CONTROL, TREND
from insight.cards.leaving.reasons import REASONS, counted_reasons
from insight.cards.leaving.records import (
    AGREEMENT,
    BEHIND,
    WANTED,
    agreement,
    stated_words,
    wanted_cells,
)
from insight.cards.leaving.segments import BY_SEGMENT, leading_by_segment
from insight.charts.style import LIGHT
from insight.metrics.coders import stated_agreement
from insight.metrics.facts import Facts
from insight.metrics.reasons import Basis, segment_reasons
from insight.metrics.selection import Selection
from insight.settings import Choices

CHOICES = Choices(currency="USD")
COUNTS = pl.DataFrame(
    [
        ("P", "Price rise", "ours", 30, 60, 0.5, 0.38, 0.62, 900.0, 28),
        ("M", "Merger", "not_ours", 20, 60, 0.33, 0.23, 0.46, None, 0),
        ("Z", "Zu teuer", "not_mapped", 6, 60, 0.1, 0.05, 0.2, 100.0, 6),
        ("U", "No answer", "unknown", 4, 60, 0.07, 0.03, 0.16, 50.0, 4),
    ],
    schema=[
        "code",
        "label",
        "control",
        "exits",
        "n",
        "share",
        "low",
        "high",
        "mrr",
        "mrr_known",
    ],
    orient="row",
)
CONTROLS = COUNTS.with_columns(label="control")
SEGMENTS = pl.DataFrame(
    [
        ("smb", "P", "Price rise", 40, 200, 0.2, 0.15, 0.26, "ours"),
        ("ent", "P", "Price rise", 30, 60, 0.5, 0.38, 0.62, "ours"),
    ],
    schema=[
        "segment",
        "code",
        "label",
        "exits",
        "n",
        "share",
        "low",
        "high",
        "control",
    ],
    orient="row",
)
TRENDS = pl.DataFrame(
    {
        "month": ["2026-01", "2026-01", "2026-02", "2026-02"],
        "control": ["ours", "unknown", "ours", "unknown"],
        "exits": [2, 1, 5, 0],
        "is_running": [False] * 4,
    }
)
SAID = [
    (
        REASONS,
        COUNTS,
        "Price rise leads with 30 of 60 exits; 1 other is too close to rank.",
    ),
    (CONTROL, CONTROLS, "30 of 60 exits (50.0%) were within our control."),
    (
        TREND,
        TRENDS,
        "Exits within our control were highest in Feb 2026: 5 (lowest month 2).",
    ),
    (BY_SEGMENT, SEGMENTS, "Price rise: 50.0% of exits in ent, 20.0% in smb."),
]


@pytest.mark.parametrize(
    ("card", "rows", "said"), SAID, ids=lambda v: getattr(v, "title", "")
)
def test_a_card_says_its_finding_and_draws_it(
    card: Card[..., pl.DataFrame], rows: pl.DataFrame, said: str
) -> None:
    made = card.finished(rows, choices=CHOICES, palette=LIGHT)

    assert made.finding == said
    assert made.figure is not None
    assert len(made.how_to_read) > 80


def test_money_and_words_not_mapped_are_counted_in_what_the_reasons_rest_on() -> None:
    read = REASONS.finished(COUNTS, choices=CHOICES, palette=LIGHT).how_to_read

    assert "known for 38 exits" in read
    assert "6 exits have a reason word that is not mapped" in read


@pytest.mark.parametrize(
    "card", [REASONS, CONTROL, TREND, BY_SEGMENT], ids=lambda c: c.title
)
def test_without_exits_there_is_a_sentence_and_no_chart(
    card: Card[..., pl.DataFrame],
) -> None:
    rows = next(rows for known, rows, _ in SAID if known is card).clear()

    made = card.finished(rows, choices=CHOICES, palette=LIGHT)

    assert made.figure is None
    assert made.finding.startswith(("Nobody left", "No segment"))


def test_segments_whose_intervals_overlap_are_not_told_apart() -> None:
    close = SEGMENTS.with_columns(high=pl.lit(0.9))

    assert "No segment stands out" in BY_SEGMENT.says(close, CHOICES)


def test_the_leading_reasons_of_the_largest_segments_are_those_of_the_metric(
    sample_facts: Facts,
) -> None:
    year = Selection(sample_facts.last_month - 11, sample_facts.last_month)

    rows = leading_by_segment(sample_facts, year)

    cells = segment_reasons(sample_facts, year, basis=Basis.CUSTOMERS)
    assert rows["code"].n_unique() == 3
    assert rows.drop("control").rows() == [
        row for row in rows.drop("control").rows() if row in set(cells.rows())
    ]


def test_agreement_is_that_of_the_metric(sample_facts: Facts) -> None:
    whole = Selection(sample_facts.first_month, sample_facts.last_month)

    said = AGREEMENT.says(agreement(sample_facts, whole), CHOICES)

    codes = stated_agreement(sample_facts, whole).codes
    assert f"{codes.agreed} of {codes.n} exits" in said


def test_agreement_beyond_chance_is_said_beside_it(sample_facts: Facts) -> None:
    whole = Selection(sample_facts.first_month, sample_facts.last_month)
    found = stated_agreement(sample_facts, whole)

    said = stated_words(found)

    assert said.startswith(f"{found.stated} of {found.records} exit records")
    assert f"kappa of the reasons {found.codes.kappa.value:.2f}" in said
    assert f"{found.control.agreed} of {found.control.n}." in said
    assert "kappa" not in stated_words(replace(found, compared=0))


def test_regrettable_losses_are_wanted_and_within_our_control(
    sample_facts: Facts,
) -> None:
    year = Selection(sample_facts.last_month - 11, sample_facts.last_month)
    cells = wanted_cells(sample_facts, year)

    said = WANTED.says(cells, CHOICES)

    ours = cells.filter(pl.col("hands") == "ours", pl.col("wanted") != "not wanted")
    assert said.startswith(f"{ours['exits'].sum()} of {cells['exits'].sum()} exits")
    assert WANTED.says(cells.clear(), CHOICES) == "Nobody left in this period."


def test_reasons_named_at_all_have_no_money(sample_facts: Facts) -> None:
    year = Selection(sample_facts.last_month - 11, sample_facts.last_month)

    named = counted_reasons(sample_facts, year, named_at_all=True)

    assert named["mrr"].null_count() == named.height
    assert REASONS.finished(named, choices=CHOICES, palette=LIGHT).figure is not None


def test_a_reason_without_exits_is_said() -> None:
    empty = pl.DataFrame(schema={"reason": pl.String})

    assert BEHIND.says(empty, CHOICES) == "No exit of this period has this reason."
