"""While a month or quarter runs, no page, review or file holds it against a whole one."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from insight.cards.card import Card
from insight.cards.home.overview import MOVES, MRR_BY_MONTH, RETENTION
from insight.cards.home.verdicts import headlines
from insight.cards.leaving.control import TREND
from insight.charts.style import LIGHT
from insight.intake.folder import read_folder
from insight.metrics.build import build_facts
from insight.metrics.calendar import month_label, month_of
from insight.metrics.facts import Facts
from insight.metrics.files import everything
from insight.metrics.headline import headline
from insight.metrics.quarterly_signals import quarterly_signals
from insight.metrics.reasons import Basis, control_counts
from insight.metrics.retention import trailing
from insight.metrics.selection import Selection
from insight.metrics.signals import monthly_signals, return_signals, weekly_signals
from insight.metrics.verdicts import verdicts
from insight.metrics.week import Week
from insight.metrics.week_review import week_review
from insight.review.signals import signals
from insight.settings import Choices

WORLD = Path(__file__).parents[1] / "faults" / "subscriptions" / "worlds"
LAST_WEEK = Week(2025, 22)
JUNE = month_of(date(2025, 6, 1))


@pytest.fixture(scope="module")
def running() -> Facts:
    tables = read_folder(WORLD / "partial_headline")
    return build_facts(tables, as_of=date(2025, 6, 5), choices=Choices())


def test_the_headline_is_held_against_as_many_days_or_nothing(running: Facts) -> None:
    told = headline(running, Selection(JUNE, JUNE))
    controls = control_counts(running, Selection(JUNE, JUNE), basis=Basis.CUSTOMERS)
    nothing = pl.DataFrame(schema={"measure": pl.String})
    found = verdicts(told, controls, nothing, judged=False, priced=True)
    lost, ours, back = headlines(found, running.choices)

    previous = dict(told.select("measure", "previous").rows())
    assert [previous[name] for name in ("grr", "nrr", "reactivated_mrr")] == [None] * 3
    assert lost.change.endswith("on the period before up to the same day")
    assert back.change.endswith("on the period before up to the same day")
    assert "period before" not in ours.change


@pytest.mark.parametrize("card", [MRR_BY_MONTH, TREND, MOVES])
def test_a_card_of_months_says_that_the_last_one_runs_and_compares_it_with_none(
    running: Facts, card: Card[..., pl.DataFrame]
) -> None:
    rows = card.measure(running, everything(running))
    made = card.finished(rows, choices=running.choices, palette=LIGHT)

    assert rows.filter("is_running")["month"].unique().to_list() == ["2025-06"]
    assert "Jun 2025" not in made.finding
    assert "Jun 2025 is not over" in made.how_to_read


def test_series_that_are_judged_or_over_whole_months_end_with_the_last_whole_one(
    running: Facts,
) -> None:
    every = everything(running)
    months = [
        f(running, every)["month"].max() for f in (monthly_signals, return_signals)
    ]
    kept = trailing(running, every)
    weeks = weekly_signals(running, every)
    retained = RETENTION.measure(running, every).drop_nulls("grr")

    assert months == ["2025-05", "2025-05"]
    assert kept.filter(month=JUNE)["grr12"].null_count() == 1
    assert weeks["week"].max() == date(2025, 5, 26)
    assert retained.filter(pl.col("month") > month_label(JUNE - 1)).is_empty()


def test_the_review_judges_whole_months_and_calls_a_running_quarter_so_far(
    running: Facts,
) -> None:
    review = week_review(running, everything(running), week=LAST_WEEK)
    told = {
        signal.key: signal.finding
        for signal in signals(review, week=LAST_WEEK, present=running.present)
    }
    quarters = quarterly_signals(running, everything(running), question="nps")

    assert not quarters.filter(quarter="2025-Q2")["is_whole"].any()
    assert "Jun 2025" not in told["logo churn"] + told["returns"]
    assert "May 2025" in told["logo churn"]
