"""Signing in with a real identity provider on this machine, in a real browser."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from insight.store.engines import open_engine
from insight.store.people import take_access
from insight.ui.menu import MENU

pytestmark = pytest.mark.browser
AT = datetime(2026, 3, 1, tzinfo=UTC)
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"
FILES = [section[-1].file for section in MENU.values()]


@pytest.fixture(scope="module")
def home(team_home: Callable[[str], Path]) -> Path:
    return team_home("http://127.0.0.1:{port}/oauth2callback")


@pytest.fixture
def engine(home: Path) -> Iterator[Engine]:
    """The engine of the store that the app reads."""
    opened = open_engine(f"sqlite:///{home / 'insight.db'}")
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def address(home: Path, app_server: Callable[..., Any]) -> Iterator[str]:
    """The address of the app behind that provider."""
    with app_server(home, sample="off") as found:
        yield found


def test_a_deep_link_into_any_section_opened_cold_by_nobody_ends_at_the_door(
    address: str, somebody: Callable[[], Page]
) -> None:
    page = somebody()
    for file in FILES:
        page.goto(f"{address}/{Path(file).name}")
        page.wait_for_selector(SETTLED)
        expect(page.get_by_role("heading")).to_have_text(["Sign in to Insight"])
        expect(page.get_by_test_id("stSidebar")).to_have_count(0)


@pytest.mark.parametrize(
    ("user", "email", "said"),
    [
        ("eve", "eve@x.test", "Nobody gave this address access"),
        ("mallory", "ann@x.test", "does not say that"),
    ],
)
def test_a_stranger_signs_in_and_is_told_that_there_is_no_access(
    user: str,
    email: str,
    said: str,
    address: str,
    sign_in: Callable[[str, str], Page],
) -> None:
    page = sign_in(address, user)

    expect(page.get_by_role("heading")).to_have_text(["No access yet"])
    expect(page.get_by_test_id("stMain")).to_contain_text(said)
    expect(page.get_by_test_id("stMain")).to_contain_text(email)


def test_whoever_has_access_gets_in_until_it_is_taken_or_they_sign_out(
    address: str, engine: Engine, sign_in: Callable[[str, str], Page]
) -> None:
    page = sign_in(address, "ann")
    expect(page.get_by_test_id("stSidebar")).to_contain_text("Signed in as an analyst")

    take_access(engine, "ann@x.test", by="a test", at=AT)
    page.get_by_role("radio", name="3m").click()
    expect(page.get_by_role("heading")).to_have_text(["No access yet"])

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/end_session**")
    page.goto(address)
    expect(page.get_by_role("heading")).to_have_text(["Sign in to Insight"])
