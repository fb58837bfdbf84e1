from collections.abc import Callable
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from insight.intake.folder import read_folder
from insight.metrics.facts import Facts
from insight.metrics.hypotheses import Hypothesis, hypotheses
from insight.metrics.selection import Selection
from insight.ui.home.hypotheses import PAGE_OF
from insight.ui.menu import MENU

PAGE = "home/hypotheses"
MINI_WORLD = Path(__file__).parents[1] / "truth" / "cases" / "mini_world"
OpenPage = Callable[..., AppTest]


def test_every_hypothesis_leads_to_a_page_of_the_menu() -> None:
    pages = {entry.file for entries in MENU.values() for entry in entries}

    assert set(PAGE_OF) == set(Hypothesis)
    assert set(PAGE_OF.values()) <= pages


def test_verdicts_are_for_everybody_whatever_the_filters_say(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    whole = open_page(PAGE, url=sample_store, period="All")
    narrow = open_page(PAGE, url=sample_store, period="12m")

    everybody = Selection(sample_facts.first_month, sample_facts.last_month)
    judged = hypotheses(sample_facts, everybody)
    for app, quoted in ((whole, ""), (narrow, "All customers: ")):
        badges = [m.value for m in app.main.markdown if "-badge[:material" in m.value]
        assert len(badges) >= judged.height
        for badge, answer in zip(
            badges[-judged.height :], judged["answer"], strict=True
        ):
            assert f"{quoted}{answer}".lower() in badge.lower()
    captions = ["\n".join(c.value for c in app.main.caption) for app in (whole, narrow)]
    assert ["· in this view" in text for text in captions] == [False, True]


def test_too_few_cases_are_counted_and_answer_nothing(
    store_of: Callable[[Any], str], open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=store_of(read_folder(MINI_WORLD)), period="All")

    assert not app.exception
    text = "\n".join(markdown.value for markdown in app.markdown)
    assert "none holds here and 8 cannot be told yet" in text
    assert "it takes 20." in text
