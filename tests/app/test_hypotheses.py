from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from insight.intake.folder import read_folder
from insight.metrics.facts import Facts
from insight.metrics.hypotheses import Hypothesis, hypotheses
from insight.metrics.selection import Selection
from insight.settings import Choices
from insight.ui.home.hypothesis_words import (
    NAMES,
    PAGE_OF,
    QUESTIONS,
    estimate_words,
    hypotheses_answer,
    missing_words,
    verdict_words,
)
from insight.ui.sections import MENU

PAGE = "home/hypotheses"
MINI_WORLD = Path(__file__).parents[1] / "truth" / "cases" / "mini_world"
PRESENT = frozenset({"exits", "offboarding", "cancellation_requests", "issues"})
SamplePage = Callable[[str], AppTest]
OpenPage = Callable[..., AppTest]
KINDS = dict.fromkeys(Hypothesis, "difference") | {
    Hypothesis.EASY: "share",
    Hypothesis.NO_TRICKS: "share",
    Hypothesis.SAVES_LAST: "share",
    Hypothesis.FESTERING: "ratio",
}


def selected(facts: Facts, *, months: int = 0) -> Selection:
    first = facts.last_month - months + 1 if months else facts.first_month
    return Selection(first, facts.last_month)


def row(name: Hypothesis, **values: Any) -> dict[str, Any]:
    nothing = {
        "conclusion": str(name), "kind": KINDS[name], "answer": "cannot tell yet",
        "estimate": 0.2, "low": 0.1, "high": 0.3, "usual_low": 0.15, "usual_high": 0.25,
        "at_least": None, "k": 20, "n": 120, "known": 100, "horizon": 365,
        "refusal": None, "early_sign": None, "more_cases": None,
    }  # fmt: skip
    return nothing | values


def said(name: Hypothesis, **values: Any) -> str:
    return verdict_words(row(name, **values), choices=Choices(), present=PRESENT)


def test_every_hypothesis_has_a_question_a_name_and_a_page() -> None:
    pages = {entry.file for entries in MENU.values() for entry in entries}

    for words in (QUESTIONS, NAMES, PAGE_OF):
        assert set(words) == set(Hypothesis)
    assert set(PAGE_OF.values()) <= pages


def test_verdicts_are_for_everybody_whatever_the_filters_say(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    whole = open_page(PAGE, url=sample_store, period="All", with_tables=True)
    narrow = open_page(PAGE, url=sample_store, period="12m")

    judged = hypotheses(sample_facts, selected(sample_facts))
    shown = hypotheses(sample_facts, selected(sample_facts, months=12))
    for app, quoted in ((whole, ""), (narrow, "All customers: ")):
        badges = [m.value for m in app.main.markdown if "-badge[" in m.value][1:]
        for badge, answer in zip(badges, judged["answer"], strict=True):
            assert (quoted + answer).lower() in badge.lower()
    text = "\n".join(caption.value for caption in narrow.main.caption)
    easy = shown.row(0, named=True)
    assert "In this view: " in text
    assert f"{easy['k']} of {easy['known']}" in text
    assert "In this view: " not in "\n".join(c.value for c in whole.main.caption)
    tables = [table.value for table in whole.dataframe]
    assert tables[1]["label"].to_list() == [
        NAMES[name] for name in Hypothesis if KINDS[name] == "difference"
    ]


def test_too_few_cases_are_counted_and_answer_nothing(
    store_of: Callable[[Any], str], open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=store_of(read_folder(MINI_WORLD)), period="All")

    assert not app.exception
    text = "\n".join(markdown.value for markdown in app.markdown)
    assert "**none holds here** and 8 cannot be told yet" in text
    assert "it takes 20." in text


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (["yes", "yes", "no", "cannot tell yet"],
         "**2 hold here**, 1 does not and 1 cannot be told yet."),
        (["yes", "no", "no"], "**1 holds here** and 2 do not."),
        (["cannot tell yet"] * 8, "**none holds here** and 8 cannot be told yet."),
    ],
)  # fmt: skip
def test_how_many_hold_is_said_first(answers: list[str], words: str) -> None:
    judged = pl.DataFrame({"answer": answers})

    assert hypotheses_answer(judged, is_filtered=False).endswith(words)


@pytest.mark.parametrize(
    ("name", "answer", "sure", "words"),
    [
        (Hypothesis.EASY, "yes", 0.57, "**At least 57"),
        (Hypothesis.SAVES_LAST, "no", 0.45, "**At most 45"),
        (Hypothesis.GOOD_EXIT, "yes", 0.04, "**At least 4.0 more of 100** come back"),
        (Hypothesis.PUSHED, "yes", -0.04, "**At least 4.0 fewer of 100** come back"),
        (
            Hypothesis.GOOD_EXIT,
            "no",
            0.03,
            "**Not 1.5 times as many**: at most 3.0 more",
        ),
        (
            Hypothesis.POOR_FIT,
            "no",
            -0.02,
            "**Not 1.5 times fewer**: at most 2.0 fewer",
        ),
        (Hypothesis.GOOD_EXIT, "no", -0.01, "they come back less often"),
        (Hypothesis.FESTERING, "yes", 1.8, "**At least 1.80 times** as many requests"),
        (Hypothesis.FESTERING, "no", 1.3, "**Not 1.5 times as many**: at most 1.30"),
    ],
)
def test_the_part_that_is_sure_is_said(
    name: Hypothesis, answer: str, sure: float, words: str
) -> None:
    assert words in said(name, answer=answer, at_least=sure)


def test_exits_that_failed_a_check_are_named_without_a_double_no() -> None:
    words = said(Hypothesis.NO_TRICKS, answer="no", at_least=0.7)

    assert words.startswith("**At least 30")
    assert words.endswith("failed at least one check.")


def test_an_early_sign_is_worded_as_one() -> None:
    words = said(
        Hypothesis.GOOD_EXIT, refusal="Open.", early_sign="yes", more_cases=513
    )

    assert words.startswith("Early sign: yes.")
    assert "about 513 more" in words


def test_the_estimate_says_what_it_rests_on() -> None:
    share = estimate_words(row(Hypothesis.EASY))
    difference = estimate_words(row(Hypothesis.GOOD_EXIT))

    assert "20 of 100" in share
    assert "known for 100 of 120 exits" in share
    assert "+20.0 of 100 · 95% interval +15.0 to +25.0" in difference
    assert "20 returns within 365 days" in difference


def test_the_pushed_who_were_saved_are_named_as_missing() -> None:
    assert missing_words(53).startswith("Not compared: 53 requests")
    assert not missing_words(0)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        (Hypothesis.EASY, "offboarding"),
        (Hypothesis.SAVES_LAST, "cancellation_requests"),
        (Hypothesis.FESTERING, "issues"),
    ],
)
def test_a_hypothesis_without_data_names_the_file_that_fills_it(
    name: Hypothesis, file: str
) -> None:
    told = row(name, refusal="Known for 0 of 0; it takes 20.", estimate=None)

    words = verdict_words(told, choices=Choices(), present=PRESENT - {file})

    assert words.startswith(f"**{file}.csv** fills this: ")
