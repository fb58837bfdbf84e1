from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from insight.intake.folder import read_folder
from insight.metrics.beliefs import Belief, beliefs
from insight.metrics.facts import Facts
from insight.metrics.selection import Selection
from insight.settings import Choices
from insight.ui.home.belief_words import (
    NAMES,
    PAGE_OF,
    QUESTIONS,
    belief_words,
    beliefs_answer,
)
from insight.ui.sections import MENU

PAGE = "home/beliefs"
MINI_WORLD = Path(__file__).parents[1] / "truth" / "cases" / "mini_world"
PRESENT = frozenset({"offboarding", "cancellation_requests", "issues"})
SamplePage = Callable[[str], AppTest]
OpenPage = Callable[..., AppTest]


def last_year(facts: Facts) -> Selection:
    return Selection(facts.last_month - 11, facts.last_month)


def row(belief: Belief, **values: Any) -> dict[str, Any]:
    nothing = dict.fromkeys(("k", "n", "value", "low", "high", "refusal"))
    return nothing | {"belief": str(belief), "kind": "share"} | values


def test_every_belief_has_a_question_a_name_and_a_page() -> None:
    pages = {entry.file for entries in MENU.values() for entry in entries}

    for words in (QUESTIONS, NAMES, PAGE_OF):
        assert set(words) == set(Belief)
    assert set(PAGE_OF.values()) <= pages


def test_each_belief_is_answered_as_the_metric_answers_it(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    app = sample_page(PAGE)

    found = beliefs(sample_facts, last_year(sample_facts))
    headers = [header.value for header in app.header]
    assert headers[: len(QUESTIONS)] == list(QUESTIONS.values())
    text = "\n".join(markdown.value for markdown in app.markdown)
    badges = [m.value for m in app.markdown if "-badge[" in m.value][1:]
    said = [a.capitalize() for a in found["answer"]]
    assert len(badges) == len(said)
    assert all(word in badge for badge, word in zip(badges, said, strict=True))
    easy = found.row(0, named=True)
    assert f"{easy['k']} of {easy['n']}" in text
    holding = found.filter(answer="yes").height
    assert f"**{holding} hold here**" in text


def test_the_numbers_behind_are_drawn_and_tabled(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    app = sample_page(PAGE)

    found = beliefs(sample_facts, last_year(sample_facts))
    shares, ratios = (table.value for table in app.dataframe)
    assert shares["share"].round(3).to_list() == [
        round(value, 3) for value in found.filter(kind="share")["value"]
    ]
    assert ratios["label"].to_list() == [
        NAMES[Belief(belief)] for belief in found.filter(kind="ratio")["belief"]
    ]


def test_too_few_cases_are_counted_and_answer_nothing(
    store_of: Callable[[Any], str], open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=store_of(read_folder(MINI_WORLD)), period="All")

    assert not app.exception
    text = "\n".join(markdown.value for markdown in app.markdown)
    assert "of the 10 saves that are old enough it takes." in text
    assert "of the 10 returns it takes for a ratio." in text


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (["yes", "yes", "no", "cannot tell yet"],
         "**2 hold here**, 1 does not and 1 cannot be told yet."),
        (["yes", "no", "no"], "**1 holds here** and 2 do not."),
        (["cannot tell yet"] * 8, "**none holds here** and 8 cannot be told yet."),
    ],
)  # fmt: skip
def test_how_many_hold_is_said_first(answers: list[str], said: str) -> None:
    words = beliefs_answer(pl.DataFrame({"answer": answers}))

    assert words.endswith(f"named before looking, {said}")


@pytest.mark.parametrize(
    ("belief", "file"),
    [
        (Belief.EASY, "offboarding"),
        (Belief.SAVES_HOLD, "cancellation_requests"),
        (Belief.FESTERING, "issues"),
    ],
)
def test_a_belief_without_data_names_the_file_that_fills_it(
    belief: Belief, file: str
) -> None:
    told = row(belief, refusal="0 of the 10 it takes.", k=0, n=0)

    words = belief_words(told, choices=Choices(), present=PRESENT - {file})

    assert words.startswith(f"**{file}.csv** fills this: ")


def test_a_ratio_is_said_with_its_interval_and_called_an_association() -> None:
    told = row(
        Belief.GOOD_EXIT, kind="ratio", k=26, n=286, value=6.29, low=1.31, high=30.1
    )

    words = belief_words(told, choices=Choices(), present=PRESENT)

    assert "at 6.29 times (1.31–30.1) the rate of others" in words
    assert "(286 exits, 26 returns)" in words
    assert words.endswith("That is an association.")
