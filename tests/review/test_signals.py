from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from insight.metrics.facts import Facts
from insight.metrics.week import Week, week_of
from insight.metrics.week_review import WeekReview
from insight.review.signals import Signal, signals

WEEK = Week(2026, 3)


@pytest.fixture(scope="module")
def told(found: WeekReview, facts: Facts) -> dict[str, Signal]:
    made = signals(found, week=WEEK, present=facts.present)
    return {signal.key: signal for signal in made}


def test_a_signal_says_since_when_and_what_would_be_usual(
    found: WeekReview, facts: Facts
) -> None:
    weeks = found.requests.filter(pl.col("week") <= date(2025, 6, 23))
    june = replace(found, requests=weeks)

    asked, *_ = signals(june, week=week_of(date(2025, 6, 23)), present=facts.present)

    assert asked.verdict == "Signal"
    assert asked.finding.startswith("Signal. 2025-W26: 13 requests of 1,177 active")
    assert "more than usual since" in asked.finding
    assert "would be usual" in asked.finding
    assert "a rise by half is noticed" in asked.basis


def test_normal_variation_says_its_limits(told: dict[str, Signal]) -> None:
    churn = told["logo churn"]

    assert churn.finding.startswith(
        "Normal variation. Jan 2026: 26 of 1,220 customers left, 2.1%; 0.0% to "
    )
    assert churn.finding.endswith(" is normal variation.")
    assert "34 of 55 exits answered so far" in told["exit NPS"].finding


def test_points_are_the_metric_in_the_unit_of_the_chart(
    told: dict[str, Signal], found: WeekReview
) -> None:
    churn, requests = told["logo churn"], told["requests to leave"]

    assert churn.points["value"].to_list() == (found.churn["share"] * 100).to_list()
    assert churn.points["upper"].to_list() == (found.churn["upper"] * 100).to_list()
    assert requests.points["value"].to_list() == found.requests["per_1000"].to_list()
    assert requests.points["label"][-1] == "2026-W03"


def test_no_sentence_compares_a_week_with_the_one_before(
    told: dict[str, Signal],
) -> None:
    said = " ".join(signal.finding for signal in told.values())

    assert not any(word in said for word in ("last week", "than before", "+", "up by"))


def test_without_its_file_a_measure_cannot_be_told(found: WeekReview) -> None:
    made = signals(found, week=WEEK, present={"accounts", "exits", "subscriptions"})

    missing = {signal.key: signal.missing for signal in made}
    assert missing == {
        "requests to leave": "cancellation_requests",
        "logo churn": "",
        "returns": "",
        "exit NPS": "offboarding",
        "ease": "offboarding",
    }
    assert made[0].finding == (
        "Cannot tell yet: there is no file of cancellation requests."
    )
    assert made[0].points.is_empty()


def test_a_week_without_data_cannot_be_told(found: WeekReview, facts: Facts) -> None:
    empty = replace(found, requests=found.requests.clear(), churn=found.churn.clear())

    requests, churn, *_ = signals(empty, week=WEEK, present=facts.present)

    assert requests.finding == "Cannot tell yet: the data says nothing of 2026-W03."
    assert churn.finding == "Cannot tell yet: no whole month yet."
    assert isinstance(churn.points, pl.DataFrame)
