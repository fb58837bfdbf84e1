import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from insight.intake.folder import read_folder
from insight.metrics.facts import Facts
from insight.metrics.selection import Selection
from insight.metrics.week import Week
from insight.metrics.week_review import WeekReview, week_review
from insight.review.contents import exits_words, returns_words
from insight.review.signals import signals
from insight.store.decisions import (
    About,
    Content,
    decide,
    decisions_of,
    history_of,
    revise,
)
from insight.store.engines import open_engine
from insight.store.people import Person, keep_person
from insight.words import as_text

PAGE = "review/weekly_review"
WEEK = Week(2026, 3)
AT = datetime(2026, 1, 19, 9, tzinfo=UTC)
MINI_WORLD = Path(__file__).parents[1] / "truth" / "cases" / "mini_world"
READER = {
    "is_logged_in": True,
    "email": "reader@x.test",
    "email_verified": True,
    "iss": "https://id.x.test",
}
OpenPage = Callable[..., AppTest]
SamplePage = Callable[[str], AppTest]


def words(app: AppTest) -> list[str]:
    elements = (*app.main.markdown, *app.main.caption, *app.main.text)
    shown = [element.value.replace(r"\$", "$") for element in elements]
    headed = [re.sub(r"\\(.)", r"\1", h.value) for h in app.main.header]
    shown += [words.replace("\u2060", "") for words in headed]
    return shown + [unescape(element.proto.body) for element in app.main.get("html")]


def said(app: AppTest, text: str) -> bool:
    return any(plain(text) in plain(word) for word in words(app))


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


@pytest.fixture(scope="module")
def found(sample_facts: Facts) -> WeekReview:
    year = Selection(sample_facts.last_month - 11, sample_facts.last_month)
    return week_review(sample_facts, year, week=WEEK)


def test_the_page_says_what_the_metrics_say(
    sample_store: str, sample_facts: Facts, found: WeekReview, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, week=WEEK.label)

    assert not app.exception
    assert said(app, exits_words(found, currency="USD"))
    assert said(app, returns_words(found.returns, currency="USD"))
    for name in found.exits["account_name"]:
        assert said(app, name)
    assert said(app, "Nothing unusual: 5 measures are within normal variation")
    assert app.get("plotly_chart") == []


def test_the_charts_of_usual_measures_unfold(
    sample_store: str, sample_facts: Facts, found: WeekReview, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, week=WEEK.label)

    app.session_state["other signals"] = True
    app.run()

    assert len(app.get("plotly_chart")) == 5
    for signal in signals(found, week=WEEK, present=sample_facts.present):
        assert as_text(signal.finding) in [header.value for header in app.header]


def test_the_latest_whole_week_is_shown_first_and_its_files_are_offered(
    sample_page: SamplePage,
) -> None:
    app = sample_page(PAGE)

    labels = [button.label for button in app.download_button]
    assert app.selectbox(key="week").value == "2026-W08"
    assert labels[-3:] == ["PowerPoint deck", "HTML page", "E-mail"]
    assert said(app, "As of 28 Feb 2026")


def test_a_week_that_is_not_there_shows_the_latest(
    sample_store: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, week="2031-W99")

    assert not app.exception
    assert app.selectbox(key="week").value == "2026-W08"


def test_accounts_and_exits_alone_have_cards_and_name_what_is_missing(
    small_store: str, small_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=small_store, week=WEEK.label)

    year = Selection(small_facts.last_month - 11, small_facts.last_month)
    exits = week_review(small_facts, year, week=WEEK).exits
    assert not app.exception
    assert app.get("plotly_chart") == []
    app.session_state["other signals"] = True
    app.run()
    for file in ("cancellation_requests", "subscriptions", "offboarding"):
        assert said(app, f"**{file}.csv**")
    assert exits.height > 0
    assert all(said(app, name) for name in exits["account_name"])


def test_as_known_then_shows_the_exit_that_was_taken_back(
    store_of: Callable[..., str], open_page: OpenPage
) -> None:
    url = store_of(read_folder(MINI_WORLD))

    then = open_page(PAGE, url=url, week="2025-W19", known="then")
    now = open_page(PAGE, url=url, week="2025-W19", known="now")

    assert said(then, "1 customer left with $150 MRR, 1 of them provisional.")
    assert said(then, "As of 11 May 2025, today’s rows, counted as of that day")
    assert said(now, "Nobody left in this week.")
    for app in (then, now):
        assert said(
            app, "Restated since the week ended: exits in the week, MRR they paid"
        )
        table = next(t.value for t in app.dataframe if "known_then" in t.value)
        marked = table[table["changed"] == "restated"]
        assert marked["known_then"].tolist() == [1, 150, 1, -150]
        assert marked["known_now"].tolist() == [0, 0, 0, 0]


@pytest.fixture
def store(
    store_of: Callable[..., str], tables: Callable[..., Any]
) -> Iterator[tuple[str, Engine]]:
    """A store of one exit in the week 2026-W06, and one decision about it."""
    exits = pl.DataFrame(
        {"exit_id": ["X"], "account_id": ["A"], "exit_date": [date(2026, 2, 3)]}
    )
    accounts = pl.DataFrame({"account_id": ["A"], "account_name": ["Acme"]})
    url = store_of(tables(accounts=accounts, exits=exits))
    engine = open_engine(url)
    content = Content(
        "Call them", "Ann", date(2026, 2, 13), about=About.EXIT, subject="A"
    )
    decide(engine, content, week="2026-W06", by="ann", at=AT)
    yield url, engine
    engine.dispose()


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def test_a_decision_is_carried_over_and_says_when_it_is_overdue(
    store: tuple[str, Engine], open_page: OpenPage
) -> None:
    url, _ = store

    app = open_page(PAGE, url=url, week="2026-W08")

    assert said(app, "1 decision: 0 new in 2026-W08, 1 carried over and 1 overdue.")
    line = "open · Ann · until 13 Feb 2026, overdue · about exit of Acme · decided in 2026-W06"
    assert said(app, line)


def test_a_new_decision_is_kept(store: tuple[str, Engine], open_page: OpenPage) -> None:
    url, engine = store
    app = open_page(PAGE, url=url, week="2026-W07")

    app.text_area(key="new decision text").set_value("Write to them")
    app.selectbox(key="new decision about").set_value("logo churn")
    app = press(app, "Decide")

    *_, new = decisions_of(engine)
    assert (new.content.text, new.content.subject) == ("Write to them", "logo churn")
    assert (new.decided_in, new.by) == ("2026-W07", "not signed in")
    assert said(app, "Write to them")
    assert app.text_area(key="new decision text").value == ""


def test_a_decision_on_an_exit_is_written_where_the_exit_stands(
    store: tuple[str, Engine], open_page: OpenPage
) -> None:
    url, engine = store
    app = press(open_page(PAGE, url=url, week="2026-W06"), "Decide on this exit")

    app.text_area(key="decision on A text").set_value("Send flowers")
    form = [button for button in app.button if button.label == "Decide"]
    form[-1].click().run()

    *_, new = decisions_of(engine)
    assert (new.content.text, new.content.about) == ("Send flowers", About.EXIT)
    assert (new.content.subject, new.decided_in) == ("A", "2026-W06")


def test_of_two_who_change_a_decision_at_once_the_second_sees_both_texts(
    store: tuple[str, Engine], open_page: OpenPage
) -> None:
    url, engine = store
    app = press(open_page(PAGE, url=url, week="2026-W08"), "Change")
    theirs = Content("Write to them", "Bo")

    revise(engine, 1, theirs, seen=1, week="2026-W08", by="bo", at=AT)
    app.text_area(key="decision 1 version 1 text").set_value("Visit them")
    app = press(app, "Save")

    assert any("Somebody changed this decision" in error.value for error in app.error)
    assert said(app, "Write to them")
    assert said(app, "Visit them")
    assert decisions_of(engine)[0].content == theirs
    app = press(app, "Take both")
    assert not app.error
    assert decisions_of(engine)[0].content.text == "Write to them\nVisit them"
    assert [version.content.text for version in history_of(engine, 1)][1:] == [
        "Visit them", "Write to them", "Call them",
    ]  # fmt: skip


def test_whoever_may_not_decide_reads(
    store: tuple[str, Engine], open_page: OpenPage
) -> None:
    url, engine = store
    reader = Person("reader@x.test", "viewer")
    keep_person(engine, reader, by="a test", at=AT)
    app = open_page(PAGE, url=url, user=READER)

    assert said(app, "Call them")
    assert not {"Change", "Decide", "Save"} & {button.label for button in app.button}
