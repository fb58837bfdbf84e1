"""Signing in with a real identity provider on this machine, in a real browser."""

import json
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from insight.store.engines import open_engine
from insight.store.migrate import migrate
from insight.store.people import Person, keep_person, take_access
from insight.ui.sections import MENU

pytestmark = pytest.mark.browser
AT = datetime(2026, 3, 1, tzinfo=UTC)
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"
USERS = {
    "ann": {"email": "Ann@x.test", "email_verified": True},
    "eve": {"email": "eve@x.test", "email_verified": True},
    "mallory": {"email": "ann@x.test", "email_verified": False},
}
SECRETS = """
[auth]
redirect_uri = "http://127.0.0.1:{{port}}/oauth2callback"
cookie_secret = "{secret}"
client_id = "insight"
client_secret = "any"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""
FILES = [section[-1].file for section in MENU.values()]


@pytest.fixture(scope="module")
def provider(
    free_port: Callable[[], int], wait_for: Callable[[int, str], None]
) -> Iterator[str]:
    """The address of an OpenID Connect provider that knows `USERS`."""
    port = free_port()
    known = [json.dumps({"sub": sub, **claims}) for sub, claims in USERS.items()]
    asked = [word for user in known for word in ("--user-claims", user)]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), *asked]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        wait_for(port, "/.well-known/openid-configuration")
        yield f"http://127.0.0.1:{port}"
        process.terminate()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The engine of a store in which Ann is an analyst."""
    home = tmp_path_factory.mktemp("team")
    opened = open_engine(f"sqlite:///{home / 'insight.db'}")
    migrate(opened)
    keep_person(opened, Person("ann@x.test", "analyst"), by="a test", at=AT)
    yield opened
    opened.dispose()


@pytest.fixture(scope="module")
def address(
    engine: Any, provider: str, app_server: Callable[..., Any]
) -> Iterator[str]:
    """The address of the app behind that provider."""
    home = Path(engine.url.database).parent
    told = SECRETS.format(provider=provider, secret=secrets.token_hex(32))
    (home / "secrets.toml").write_text(told, encoding="utf-8")
    with app_server(home, sample="off") as found:
        yield found


@pytest.fixture
def somebody(browser: Browser) -> Iterator[Callable[[], Page]]:
    """A page in a browser that nobody has used; it reaches this machine only."""
    with ExitStack() as contexts:

        def opened() -> Page:
            context = contexts.enter_context(browser.new_context())
            context.route("**/*", _only_here)
            return context.new_page()

        yield opened


def _only_here(route: Route) -> None:
    is_here = urlsplit(route.request.url).hostname in {"127.0.0.1", None}
    (route.continue_ if is_here else route.abort)()


def sign_in(page: Page, address: str, user: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=user, exact=True).click()
    page.wait_for_url(f"{address}/")


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
    ("user", "said"),
    [("eve", "Nobody gave this address access"), ("mallory", "does not say that")],
)
def test_a_stranger_signs_in_and_is_told_that_there_is_no_access(
    user: str, said: str, address: str, somebody: Callable[[], Page]
) -> None:
    page = somebody()

    sign_in(page, address, user)

    expect(page.get_by_role("heading")).to_have_text(["No access yet"])
    expect(page.get_by_test_id("stMain")).to_contain_text(said)
    expect(page.get_by_test_id("stMain")).to_contain_text(str(USERS[user]["email"]))


def test_whoever_has_access_gets_in_until_it_is_taken_or_they_sign_out(
    address: str, engine: Any, somebody: Callable[[], Page]
) -> None:
    page = somebody()
    sign_in(page, address, "ann")
    expect(page.get_by_test_id("stSidebar")).to_contain_text("Signed in as an analyst")

    take_access(engine, "ann@x.test", by="a test", at=AT)
    page.get_by_role("radio", name="3m").click()
    expect(page.get_by_role("heading")).to_have_text(["No access yet"])

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/end_session**")
    page.goto(address)
    expect(page.get_by_role("heading")).to_have_text(["Sign in to Insight"])
