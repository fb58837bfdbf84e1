from dataclasses import replace

import polars as pl

from insight.metrics.week_review import WeekReview
from insight.review.cards import Card, cards


def lines(card: Card) -> dict[str, str]:
    return dict(card.lines)


def test_a_card_says_who_left_why_and_how(found: WeekReview) -> None:
    told = {card.name: card for card in cards(found, currency="USD")}

    card = told["Galvolloft Learning"]
    assert (card.mrr, card.account_id, card.provisional) == ("$2k", "A1265", False)
    assert lines(card) == {
        "Left": "18 Jan 2026, ent, business",
        "They said": "Budget cut",
        "We recorded": "Price for the value (fully within our control), by Ivo",
        "Promises": (
            "broken: closed in time, one contact was enough, export delivered, export "
            "with directions, no surprise fee. Handled by Ivo"
        ),
        "Issues open": "1, 1 festering, the oldest for 67 days",
        "Offered": "training, shown 3 times, declined",
    }


def test_what_nobody_recorded_is_said_to_be_missing(found: WeekReview) -> None:
    told = {card.name: card for card in cards(found, currency="USD")}

    said = lines(told["Bralundra Metals"])
    assert said["They said"] == "nothing recorded"
    assert said["We recorded"] == "No exit record (not known)"
    assert said["Promises"] == "no offboarding record"
    assert (said["Issues open"], said["Offered"]) == ("none", "nothing")


def test_words_without_a_reason_speak_for_themselves(found: WeekReview) -> None:
    unsaid = found.exits.with_columns(
        stated_reason=pl.lit(None, dtype=pl.String), comment=pl.lit("Too slow")
    )

    told = cards(replace(found, exits=unsaid), currency="USD")

    assert {lines(card)["They said"] for card in told} == {"“Too slow”"}


def test_the_customers_words_can_be_left_out(found: WeekReview) -> None:
    loud = " ".join(
        text for card in cards(found, currency="USD") for _, text in card.lines
    )
    quiet = " ".join(
        text
        for card in cards(found.without_comments(), currency="USD")
        for _, text in card.lines
    )

    assert "Could not connect it to our accounting" in loud
    assert "“" not in quiet
