from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from insight.cards.card import Card
from insight.cards.staying.early_warning import (
    LISTED,
    WARNING,
    often,
    warning_answer,
    warning_rows,
)
from insight.cards.staying.judgements import OPEN, people_and_model, what_came
from insight.cards.staying.track_record import HOLD, ODDS, WORTH
from insight.charts.style import LIGHT
from insight.metrics.facts import Facts
from insight.metrics.files import everything
from insight.metrics.judgements import JudgementScore
from insight.metrics.risk import EarlyWarning, early_warning
from insight.metrics.risk_check import STANDING_OUT, RiskCheck
from insight.settings import Choices
from insight.statistics.estimates import Estimate, Refusal

CHOICES = Choices(currency="USD")
TOO_FEW = Refusal("3 requests are too few.")
WarningCard = Card[..., EarlyWarning | Refusal]


@pytest.fixture(scope="module")
def warning(sample_facts: Facts) -> EarlyWarning:
    found = early_warning(sample_facts, everything(sample_facts))
    assert isinstance(found, EarlyWarning)
    return found


@pytest.fixture(scope="module")
def check(warning: EarlyWarning) -> RiskCheck:
    assert isinstance(warning.check, RiskCheck)
    return warning.check


def test_the_answer_says_one_in_so_many_and_what_the_order_is_worth(
    warning: EarlyWarning, check: RiskCheck
) -> None:
    said, worth = warning_answer(warning, CHOICES)

    high = pl.col("group").is_in(STANDING_OUT)
    like_them = check.reliability.filter(high)
    one_in = int(like_them["looks"].sum()) / int(like_them["requests"].sum())
    out = warning.scores.filter(high).height
    assert said.startswith(f"{out} of {warning.scores.height:,} active customers stand")
    assert f"these 1 in {one_in:.0f} asked to leave within 90 days" in said
    assert said.endswith(f"against 1 in {check.looks / check.requests:.0f} on average.")
    assert worth.startswith("This order did better than one at random; its chances")


def test_an_answer_that_cannot_be_given_says_why(
    warning: EarlyWarning, check: RiskCheck
) -> None:
    def said(found: EarlyWarning | Refusal) -> str:
        return " ".join(warning_answer(found, CHOICES)).strip()

    nobody = replace(warning, scores=warning.scores.clear())
    assert said(TOO_FEW) == "Cannot be told yet: 3 requests are too few."
    assert said(nobody) == "No active customer fits these filters."
    assert said(replace(warning, check=TOO_FEW)).endswith(
        "What that is worth cannot be told yet: 3 requests are too few."
    )
    assert "do not rely on it" in said(replace(warning, check=replace(check, auc=0.97)))


def test_every_customer_stands_beside_what_was_thought_of_it(
    warning: EarlyWarning,
) -> None:
    first = warning.scores["account_id"][0]
    judged = pl.DataFrame(
        {"account_id": [first], "judged": ["4 of 5"], "note": ["new boss"]}
    )

    rows = warning_rows(warning, judged, CHOICES)

    assert rows["account_id"].to_list() == warning.scores["account_id"].to_list()
    assert rows.row(0, named=True)["judged"] == "4 of 5"
    assert rows.row(0, named=True)["note"] == "new boss"
    assert rows["judged"].count() == 1
    assert set(LISTED) < set(rows.columns)
    assert rows["like_it"][0].startswith(("1 in ", "2 of"))


@pytest.mark.parametrize(
    ("k", "n", "words"), [(16, 103, "1 in 6"), (2, 7, "2 of 7"), (0, 400, "0 of 400")]
)
def test_a_share_is_said_as_people_say_it(k: int, n: int, words: str) -> None:
    assert often(k, n, choices=CHOICES) == words


@pytest.mark.parametrize("card", [WARNING, WORTH, HOLD, ODDS])
def test_a_card_of_the_sample_says_a_number_in_few_words(
    card: WarningCard, warning: EarlyWarning
) -> None:
    finished = card.finished(warning, choices=CHOICES, palette=LIGHT)

    assert len(finished.finding.split()) <= 15
    assert any(letter.isdigit() for letter in finished.finding)
    assert finished.rows.height
    assert (finished.figure is not None) == (card in {HOLD, ODDS})


@pytest.mark.parametrize("card", [WARNING, WORTH, HOLD, ODDS])
def test_a_card_without_enough_requests_says_so_and_draws_nothing(
    card: WarningCard,
) -> None:
    finished = card.finished(TOO_FEW, choices=CHOICES, palette=LIGHT)

    assert finished.finding == "Cannot be told yet: 3 requests are too few."
    assert finished.figure is None
    assert finished.rows.is_empty()


def test_the_track_record_is_said_beside_chance(
    warning: EarlyWarning, check: RiskCheck
) -> None:
    called, level = check.called, check.observed_to_expected

    assert WORTH.says(warning, CHOICES) == (
        f"Of {called.first} called first {called.hits} asked to leave; "
        f"at random {called.at_random:.1f}."
    )
    assert f"{level.value:.1f} times as many as expected" in HOLD.says(warning, CHOICES)
    assert "**Better than calling at random.**" in WORTH.how_to_read(warning, CHOICES)
    measures = WORTH.rows(warning)["measure"].to_list()
    assert measures[-1] == "Order (AUC)"


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ((0.9, 1.3), "Whether the chances hold"),
        ((0.97, 1.1), "The chances hold."),
        ((1.2, 1.5), "The chances did not hold; those shown are corrected"),
    ],
)
def test_whether_chances_hold_is_a_verdict(
    limits: tuple[float, float], words: str, warning: EarlyWarning, check: RiskCheck
) -> None:
    wide = limits == (0.9, 1.3)
    level = Estimate(1.1, 0.4 if wide else limits[0], 2.2 if wide else limits[1])
    if limits[0] == 0.97:
        level = Estimate(1.0, 0.97, 1.1)
    found = replace(
        warning,
        check=replace(check, observed_to_expected=level, slope=Estimate(1, 0.5, 1.5)),
    )

    assert words in HOLD.how_to_read(found, CHOICES)


def judged(**values: Any) -> JudgementScore:
    by_risk = pl.DataFrame(
        {
            "risk": [5, 4, 3],
            "judged": [4, 0, 2],
            "asked": [3, 0, 0],
            "expected": [0.4, None, 0.1],
        }
    )
    score = JudgementScore(
        judged=6, young=1, repeated=0, by_risk=by_risk, compared=6,
        people=None, model=None,
    )  # fmt: skip
    return replace(score, **values)


def test_what_became_of_the_judged_is_said_by_risk() -> None:
    few = people_and_model(judged(), currency="USD")
    many = people_and_model(judged(people=0.8, model=0.6), currency="USD")

    assert few.finding == "Asked to leave: 3 of 4 judged 5 and 0 of 2 judged 3."
    assert "too few to say" in few.how_to_read
    assert "by people in 80% of pairs, by the model in 60%" in many.how_to_read
    assert "model_expected" in few.rows.columns


def test_judgements_that_are_not_over_are_counted_apart() -> None:
    told = pl.DataFrame(
        {"judged_on": [date(2026, 1, 1)] * 2, "what_came": ["did not ask", OPEN]}
    )

    assert what_came(told, currency="USD").finding == "2 judgements; 1 not over yet."
    over = what_came(told.head(1), currency="USD")
    assert over.finding == "1 judgement."
