from dataclasses import replace

import polars as pl
import pytest

from insight.metrics.facts import Facts
from insight.metrics.week import Week
from insight.metrics.week_review import WeekReview
from insight.review.signals import Signal, signals

WEEK = Week(2026, 3)


@pytest.fixture(scope="module")
def told(found: WeekReview, facts: Facts) -> dict[str, Signal]:
    made = signals(found, week=WEEK, present=facts.present)
    return {signal.key: signal for signal in made}


def test_a_signal_says_so_in_words_with_k_of_n(told: dict[str, Signal]) -> None:
    asked = told["requests to leave"]

    assert asked.verdict == "Signal"
    assert asked.finding == (
        "Signal. 2026-W03: 10 requests of 1,221 active accounts, 8.2 per 1,000; "
        "8 or more in a row above the usual 4.8."
    )


def test_noise_says_between_which_limits_it_varies(told: dict[str, Signal]) -> None:
    churn = told["logo churn"]

    assert churn.finding == (
        "Noise. Jan 2026: 26 of 1,220 customers left, 2.1\u202f%; "
        "from 0.6 % to 2.8 % it varies by itself."
    )
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
