import polars as pl

from insight.cards.leaving.exits import EXITS
from insight.charts.style import LIGHT
from insight.metrics.reasons import Basis
from insight.settings import Choices

FOUND = pl.DataFrame(
    {"status": ["left", "returned", "left"], "mrr": [1_000.0, 500.0, None]}
)


def test_the_list_says_how_many_what_they_paid_and_who_came_back() -> None:
    said = [card.says(FOUND, Choices(currency="USD")) for card in EXITS.values()]

    assert said == [
        "3 exit records, $1.5k MRR (1 not known); 1 won back since.",
        "3 customers lost, $1.5k MRR (1 not known); 1 won back since.",
    ]


def test_one_exit_without_money_and_none_are_said_too() -> None:
    card, choices = EXITS[Basis.CUSTOMERS], Choices()

    assert card.says(FOUND[2:], choices) == "1 customer lost; 0 won back since."
    assert card.says(FOUND.clear(), choices) == "No customer lost is in this list."


def test_the_grace_in_force_is_the_one_that_is_said() -> None:
    made = EXITS[Basis.RECORDS].finished(
        FOUND, choices=Choices(grace_days=45), palette=LIGHT
    )

    assert "grace period of 45 days" in made.how_to_read
