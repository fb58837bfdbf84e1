"""The people page, on stores of its own."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from insight.store.engines import open_engine
from insight.store.migrate import migrate
from insight.store.people import Person, everybody, find_person, keep_person

PAGE = "data/people"
AT = datetime(2026, 3, 1, tzinfo=UTC)
BOSS = {"is_logged_in": True, "email": "boss@x.test", "email_verified": True}
OpenPage = Callable[..., AppTest]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The URL of a store with one admin and one analyst."""
    made = f"sqlite:///{tmp_path / 'insight.db'}"
    engine = open_engine(made)
    migrate(engine)
    for person in (Person("boss@x.test", "admin"), Person("ann@x.test", "analyst")):
        keep_person(engine, person, by="a test", at=AT)
    engine.dispose()
    return made


def found(url: str, email: str) -> Person | None:
    engine = open_engine(url)
    person = find_person(engine, email)
    engine.dispose()
    return person


def test_the_page_lists_who_has_which_access(url: str, open_page: OpenPage) -> None:
    app = open_page(PAGE, url=url, user=BOSS)

    assert not app.exception
    assert app.main.markdown[0].value == (
        "**2 people** have access: 1 analyst and 1 admin."
    )
    shown = app.dataframe[0].value
    assert shown[["address", "role", "sees", "changed_by"]].to_numpy().tolist() == [
        ["ann@x.test", "analyst", "all regions", "a test"],
        ["boss@x.test", "admin", "all regions", "a test"],
    ]


def test_somebody_new_gets_access(url: str, open_page: OpenPage) -> None:
    app = open_page(PAGE, url=url, user=BOSS)

    app.text_input(key="person email").set_value(" Vic@X.test ").run()
    app.button(key="keep person").click().run()

    said = [text.value for text in app.main.text]
    assert "vic@x.test is a viewer from the next click on." in said
    assert found(url, "vic@x.test") == Person("vic@x.test")


def test_what_is_no_address_is_said_and_changes_nothing(
    url: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=url, user=BOSS)

    app.text_input(key="person email").set_value("vic").run()
    app.button(key="keep person").click().run()

    assert app.warning[0].value == "Nothing was changed."
    assert "“vic” is no e-mail address." in [text.value for text in app.main.text]


def test_access_is_taken(url: str, open_page: OpenPage) -> None:
    app = open_page(PAGE, url=url, user=BOSS)

    app.selectbox(key="person").set_value("ann@x.test").run()
    app.button(key="take access").click().run()

    assert found(url, "ann@x.test") == Person("ann@x.test", "analyst", is_active=False)
    assert "1 person had access before." in app.main.markdown[0].value


def test_the_last_admin_stays(url: str, open_page: OpenPage) -> None:
    app = open_page(PAGE, url=url, user=BOSS)

    app.selectbox(key="person").set_value("boss@x.test").run()
    app.button(key="take access").click().run()

    assert "is the last active admin" in app.main.text[0].value
    assert found(url, "boss@x.test") == Person("boss@x.test", "admin")


def test_whoever_is_no_admin_any_more_changes_nothing_with_a_page_left_open(
    url: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=url, user=BOSS)
    app.text_input(key="person email").set_value("eve@x.test").run()
    engine = open_engine(url)
    keep_person(engine, Person("other@x.test", "admin"), by="a test", at=AT)
    keep_person(engine, Person("boss@x.test", "analyst"), by="a test", at=AT)

    app.button(key="keep person").click().run()

    known = everybody(engine)["email"].to_list()
    engine.dispose()
    assert "eve@x.test" not in known
    assert "Your role may not manage people." in app.warning[0].value


def test_without_sign_in_it_is_said_that_roles_count_later(
    url: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=url)

    assert "Sign-in is off" in app.info[0].value
