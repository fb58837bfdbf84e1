from typing import Any

import polars as pl
import pytest

from insight.cards.card import Card
from insight.cards.offboarding.experience import (
    CLOSING,
    CONTACTS,
    GOOD_BY_MONTH,
    PROMISES,
    good_answer,
    promises,
)
from insight.cards.offboarding.save_funnel import FUNNEL, saves_answer
from insight.cards.offboarding.save_lists import LET_GO, LOST, YOUNG, lost_saves
from insight.cards.offboarding.save_offers import (
    BY_REASON,
    BY_TIMES,
    BY_TYPE,
)
from insight.cards.offboarding.scores import (
    EASE,
    NPS,
    PERIOD,
    REASON,
    RESPONSE,
    nps_rows,
)
from insight.cards.offboarding.traps import (
    CHECKED,
    FAILED_BY_MONTH,
    FAILING,
    failures_by_month,
    traps_answer,
)
from insight.charts.style import LIGHT
from insight.metrics.facts import Facts
from insight.metrics.offboarding import good_shares
from insight.metrics.questionnaires import exit_nps
from insight.metrics.save_offers import save_funnel, stick_rates
from insight.metrics.selection import Selection
from insight.metrics.traps import audit, check_counts, failing_exits, is_told
from insight.settings import Choices
from insight.statistics.proportions import wilson

CHOICES = Choices(currency="USD")
MOST_WORDS = 15
AnyCard = Card[..., pl.DataFrame]
DRAWN = [
    PROMISES, GOOD_BY_MONTH, CONTACTS, CLOSING, EASE, NPS, RESPONSE, CHECKED,
    FAILED_BY_MONTH, BY_REASON, BY_TYPE, BY_TIMES,
]  # fmt: skip
LISTS = [FUNNEL, FAILING, LET_GO, LOST, YOUNG]


def last_year(facts: Facts) -> Selection:
    return Selection(facts.last_month - 11, facts.last_month)


def scored(n: int, value: float | None = -12.5) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "group": ["All exits"], "records": [20], "n": [n], "promoters": [1],
            "passives": [1], "detractors": [n - 2], "value": [value], "low": [-30.0],
            "high": [5.0],
        }
    )  # fmt: skip


@pytest.mark.parametrize("card", [*DRAWN, *LISTS], ids=lambda card: card.title)
def test_a_card_of_the_sample_says_a_number_in_few_words(
    card: AnyCard, sample_facts: Facts
) -> None:
    rows = card.measure(sample_facts, last_year(sample_facts))

    finished = card.finished(rows, choices=CHOICES, palette=LIGHT)

    assert len(finished.finding.split()) <= MOST_WORDS, finished.finding
    assert any(letter.isdigit() for letter in finished.finding)
    assert (finished.figure is not None) == (card in DRAWN)
    assert len(finished.how_to_read) > 60


@pytest.mark.parametrize("card", [*DRAWN, *LISTS], ids=lambda card: card.title)
def test_a_card_without_rows_says_so_and_draws_nothing(
    card: AnyCard, sample_facts: Facts
) -> None:
    nobody = Selection(
        sample_facts.last_month, sample_facts.last_month, segments=("none",)
    )
    rows = card.measure(sample_facts, nobody)

    finished = card.finished(rows, choices=CHOICES, palette=LIGHT)

    assert finished.figure is None
    assert finished.finding.endswith(".")
    assert "nan" not in finished.finding
    assert "None" not in finished.finding


def test_good_exits_are_said_with_n_and_interval(sample_facts: Facts) -> None:
    good = good_shares(sample_facts, last_year(sample_facts)).row(0, named=True)

    assert good_answer(good, CHOICES).startswith(f"{good['good']} of {good['n']} (")
    few = {"good": 3, "n": 4, "share": 0.75, "low": 0.3, "high": 0.95}
    assert good_answer(few, CHOICES) == "3 of 4 exits were good"


def test_the_promise_kept_least_often_is_named(sample_facts: Facts) -> None:
    rows = promises(sample_facts, last_year(sample_facts))

    least = rows.sort("share").row(0, named=True)
    assert rows.height == 5
    assert PROMISES.says(rows, CHOICES).startswith(
        f"{least['group']} is kept least often: {least['k']} of {least['n']} exits"
    )


def test_contacts_and_days_to_close_are_told_of_all() -> None:
    contacts = pl.DataFrame({"answer": [1, 2], "exits": [8, 2], "n": [10, 10]})
    closing = pl.DataFrame({"group": ["All exits"], "value": [5.0], "high": [7.0]})

    assert CONTACTS.says(contacts, CHOICES) == (
        "8 of 10 exits needed one contact only (80.0%)."
    )
    assert CLOSING.says(closing, CHOICES) == (
        "Half of the exits were closed within 5 days of the request."
    )


def test_a_score_is_told_with_who_answered_and_not_of_a_few() -> None:
    assert NPS.says(scored(12), CHOICES) == (
        "Exit NPS is −12.5 (−30 to 5); 12 of 20 exits answered."
    )
    assert (
        NPS.says(scored(3), CHOICES) == "3 of 20 exits answered: too few for a score."
    )
    assert "1 promoters" not in NPS.how_to_read(scored(12), CHOICES)


def test_quarters_hold_every_answer_of_their_months(sample_facts: Facts) -> None:
    year = last_year(sample_facts)

    quarters = nps_rows(sample_facts, year, by=PERIOD)
    reasons = nps_rows(sample_facts, year, by=REASON)

    whole = exit_nps(sample_facts, year)["n"][0]
    assert quarters["group"].to_list()[-1] == "Dec 2025 to Feb 2026"
    for rows in (quarters, reasons):
        assert rows["group"][0] == "All exits"
        assert rows["n"][0] == rows["n"][1:].sum() == whole


def test_the_audit_says_of_how_many_it_is_known(sample_facts: Facts) -> None:
    year = last_year(sample_facts)
    told = audit(sample_facts, year).filter(is_told()).height

    failed, seen = traps_answer(
        failures_by_month(sample_facts, year), known=told, records=400, choices=CHOICES
    )

    k = failing_exits(sample_facts, year).height
    assert failed.startswith(f"{k} of {told} (")
    assert failed.endswith("exits failed at least one check.")
    assert seen == f"Whether a check failed is known for {told} of 400 exit records."


def test_what_is_not_known_is_counted_apart(sample_facts: Facts) -> None:
    year = last_year(sample_facts)

    card = CHECKED.finished(
        CHECKED.measure(sample_facts, year), choices=CHOICES, palette=LIGHT
    )

    counts = check_counts(sample_facts, year)
    for column in ("passed", "failed", "not_applicable", "not_known", "n"):
        assert card.rows[column].to_list() == counts[column].to_list()
    worst = counts.sort("share").row(-1, named=True)
    assert worst["check"] == "export_directions"
    assert card.finding.startswith(
        f"Export without directions is most frequent: {worst['failed']} of {worst['n']}"
    )


def test_failing_exits_name_every_check_that_failed(sample_facts: Facts) -> None:
    rows = FAILING.measure(sample_facts, last_year(sample_facts))

    assert [len(words.split(" · ")) for words in rows["failed_checks"]] == (
        rows["failed"].to_list()
    )


def test_later_months_do_not_move_the_limits_of_a_month(sample_facts: Facts) -> None:
    first = sample_facts.first_month
    shown = failures_by_month(sample_facts, Selection(first, first + 17))

    later = failures_by_month(sample_facts, Selection(first, sample_facts.last_month))

    assert shown["k"].sum() > 0
    for column in ("mean", "upper"):
        assert shown[column].to_list() == later[column].head(shown.height).to_list()


def test_the_answer_on_saves_is_that_of_the_metrics(sample_facts: Facts) -> None:
    year = last_year(sample_facts)

    said = " ".join(saves_answer(FUNNEL.measure(sample_facts, year), CHOICES))

    funnel = save_funnel(sample_facts, year).row(0, named=True)
    stick = stick_rates(sample_facts, year).filter(days=90).row(0, named=True)
    assert said.startswith(f"{funnel['accepted']} of {funnel['offered']} (")
    assert f"After 90 days {stick['stuck']} of {stick['mature']} (" in said
    assert f"{stick['immature']} saves are too young to tell." in said


def test_lost_saves_are_the_mature_that_did_not_stick(sample_facts: Facts) -> None:
    year = last_year(sample_facts)

    lost = lost_saves(sample_facts, year)

    stick = stick_rates(sample_facts, year).filter(days=90).row(0, named=True)
    assert lost.height == stick["mature"] - stick["stuck"] > 0


def types(*rows: tuple[str, int, int]) -> pl.DataFrame:
    found = pl.DataFrame(rows, schema=["group", "k", "n"], orient="row")
    low, high = wilson(found["k"], found["n"])
    return found.with_columns(
        share=pl.col("k") / pl.col("n"), low=pl.Series(low), high=pl.Series(high)
    )


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([("Discount", 60, 100), ("Pause", 20, 100)],
         "Discount is accepted most: 60.0%; pause least: 20.0%."),
        ([("Discount", 45, 100), ("Pause", 40, 100)],
         "No type of offer is accepted clearly more often than the others (2 types)."),
        ([("Discount", 4, 9)], "4 of 9 offers accepted."),
    ],
)  # fmt: skip
def test_types_of_offers_are_ranked_only_where_they_differ(
    rows: list[tuple[str, int, int]], words: str
) -> None:
    assert BY_TYPE.says(types(*rows), CHOICES) == words


def test_how_often_an_offer_was_shown_is_one_chart(sample_facts: Facts) -> None:
    rows: Any = BY_TIMES.measure(sample_facts, last_year(sample_facts))

    groups = rows["group"].to_list()
    assert groups[0] == "Once: accepted"
    assert "Once: stayed 90 days" in groups
