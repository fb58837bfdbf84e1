import polars as pl

from insight.cards.home.verdicts import bridged, headlines
from insight.settings import Choices

FOUND = pl.DataFrame(
    {
        "figure": ["lost", "within our control", "won back"],
        "value": [342, 196, 72],
        "previous": [220, None, 72],
        "mrr": [170_000.0, 103_000.0, None],
        "k": [294, 196, None],
        "n": [1_150, 342, None],
        "verdict": ["more", None, "not judged"],
        "is_running": [False] * 3,
    }
)


def test_three_figures_say_what_changed_what_they_cost_and_whether_it_is_usual() -> (
    None
):
    lost, ours, back = headlines(FOUND, Choices(currency="USD"))

    assert (lost.value, lost.change) == ("342", "+122 on the period before")
    assert (lost.rests_on, lost.verdict) == (
        "$170k MRR before the exit",
        "More than usual",
    )
    assert (ours.change, ours.verdict) == ("57.3% of 342", "")
    assert (back.change, back.rests_on) == ("±0 on the period before", "MRR not known")
    assert back.verdict == "Too early to tell"


def test_customers_lost_and_those_of_the_start_are_one_sum() -> None:
    assert bridged(FOUND, Choices()) == (
        "Of 1,150 customers at the start 294 left (25.6% logo churn); the other 48 joined "
        "or came back within it."
    )
    assert bridged(FOUND.with_columns(n=0), Choices()).startswith(
        "No customer is known"
    )
    both = bridged(FOUND, Choices(came_and_gone="in both parts"))
    assert both == (
        "Of 1,150 customers at the start or since then 294 left (25.6% logo churn)."
    )
