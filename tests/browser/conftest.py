"""A real server and a real browser for the tests in this folder."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Route,
    expect,
    sync_playwright,
)

from insight.store.engines import open_engine
from insight.store.migrate import migrate
from insight.store.people import Person, keep_person

ROOT = Path(__file__).resolve().parents[2]
NAME = "insight.example.com"
FLAGS = [
    f"--host-resolver-rules=MAP {NAME} 127.0.0.1",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 120
NOT_FOUND = "404 (Not Found)"
SECRETS = """
[auth]
redirect_uri = "{redirect_uri}"
cookie_secret = "{secret}"
client_id = "insight"
client_secret = "any"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""
USERS = {
    "ann": {"email": "Ann@x.test", "email_verified": True},
    "eve": {"email": "eve@x.test", "email_verified": True},
    "mallory": {"email": "ann@x.test", "email_verified": False},
}
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"

expect.set_options(timeout=PATIENCE * 1000)


@dataclass(frozen=True, slots=True)
class Visit:
    """A page of its own browser context, and what the browser noticed on the way."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> Page:
        """The page at `path`, drawn to its end."""
        self.page.goto(f"{self.address}{path}")
        self.settle()
        return self.page

    def open_file(self, file: str) -> Page:
        """The page of a file below pages/, by its deep link."""
        return self.open("/" if file == "home/overview" else f"/{Path(file).name}")

    def hosts(self) -> set[str | None]:
        """Whom the browser asked for anything."""
        sent = [url for url in self.requests if not url.startswith(("data:", "blob:"))]
        return {urlsplit(url).hostname for url in sent}

    def settle(self) -> None:
        """Waits until the script behind the page has run to its end."""
        self.page.wait_for_selector(SETTLED)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    finder = subprocess.run(
        [ROOT / ".ci" / "chromium"], stdout=subprocess.PIPE, text=True, check=False
    )
    if finder.returncode == 0:
        return finder.stdout.strip()
    message = (
        "No Chromium: install it, or name one in INSIGHT_CHROMIUM (.ci/chromium looks)"
    )
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="module")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[[str], Visit]]:
    """Starts a visit at an address, each in a browser context of its own.

    At the end none of them may have asked anybody but this machine for anything.
    """
    visits: list[Visit] = []
    with ExitStack() as contexts:

        def start(address: str) -> Visit:
            context = contexts.enter_context(browser.new_context(locale="en-GB"))
            visit = Visit(context.new_page(), address)
            visit.page.set_default_timeout(PATIENCE * 1000)
            visit.page.on("request", lambda sent: visit.requests.append(sent.url))
            visit.page.on("pageerror", lambda error: visit.errors.append(str(error)))
            visit.page.on("console", lambda said: _keep_error(visit, said))
            visits.append(visit)
            return visit

        yield start
    assert {host for visit in visits for host in visit.hosts()} <= {"127.0.0.1"}


@pytest.fixture
def somebody(browser: Browser) -> Iterator[Callable[[], Page]]:
    """A page in a browser that nobody has used; it reaches this machine only."""
    with ExitStack() as contexts:

        def opened() -> Page:
            context = browser.new_context(ignore_https_errors=True)
            contexts.enter_context(context).route("**/*", _only_here)
            return context.new_page()

        yield opened


@pytest.fixture
def sign_in(somebody: Callable[[], Page]) -> Callable[[str, str], Page]:
    """A page of somebody who signed in at an address."""

    def signed_in(address: str, user: str) -> Page:
        page = somebody()
        page.goto(address)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name=user, exact=True).click()
        page.wait_for_url(f"{address}/")
        return page

    return signed_in


@pytest.fixture(scope="session")
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


@pytest.fixture(scope="session")
def team_home(
    provider: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Path]:
    """A home where people sign in and come back to an address; Ann is an analyst."""

    def home(redirect_uri: str) -> Path:
        made = tmp_path_factory.mktemp("team")
        engine = open_engine(f"sqlite:///{made / 'insight.db'}")
        migrate(engine)
        ann = Person("ann@x.test", "analyst")
        keep_person(engine, ann, by="a test", at=datetime(2026, 3, 1, tzinfo=UTC))
        engine.dispose()
        told = SECRETS.format(
            redirect_uri=redirect_uri, provider=provider, secret=secrets.token_hex(32)
        )
        (made / "secrets.toml").write_text(told, encoding="utf-8")
        return made

    return home


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Starts the app on a home of its own, empty or a copy, and says its address."""
    with ExitStack() as servers:

        def start(*, copy_of: Path | None = None) -> str:
            home = tmp_path / "home"
            if copy_of:
                shutil.copytree(copy_of, home)
            return servers.enter_context(_server(home, sample="off"))

        yield start


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which the app has been started once, so that it has its sample data."""
    home = tmp_path_factory.mktemp("sample")
    with _server(home, sample="on"):
        return home


@pytest.fixture(scope="session")
def sample_app(
    sample_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of one app on the sample data, for tests that only read."""
    home = shutil.copytree(sample_home, tmp_path_factory.mktemp("read") / "home")
    with _server(home, sample="off") as address:
        yield address


@contextmanager
def _server(home: Path, *, sample: str, **more: str) -> Iterator[str]:
    home.mkdir(exist_ok=True)
    port = _free_port()
    said = home / "server.log"
    settings = {"PORT": str(port), "INSIGHT_HOME": str(home), "INSIGHT_SAMPLE": sample}
    inherited = {
        key: v for key, v in os.environ.items() if not key.startswith("INSIGHT_")
    }
    with said.open("wb") as log:
        process = subprocess.Popen(
            [Path(sys.executable).with_name("insight"), "run"],
            cwd=ROOT,
            env=inherited | settings | more,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_healthy(process, port, said)
        yield f"http://127.0.0.1:{port}"
    finally:
        _stop(process)
        print(said.read_text(encoding="utf-8"))  # noqa: T201 - pytest shows it on failure


@pytest.fixture(scope="session")
def app_server() -> Callable[..., AbstractContextManager[str]]:
    """Starts the app on a home: `with app_server(home, sample="off") as address`.

    Further words are variables of its environment.
    """
    return _server


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Finds a port nobody listens on."""
    return _free_port


@pytest.fixture(scope="session")
def wait_for() -> Callable[[int, str], None]:
    """Waits until something answers on a port of this machine."""

    def waited(port: int, path: str) -> None:
        deadline = monotonic() + PATIENCE
        while not _answer(port, path):
            assert monotonic() < deadline, f"nothing answers on port {port}"
            sleep(0.1)

    return waited


def _wait_until_healthy(
    process: subprocess.Popen[bytes], port: int, said: Path
) -> None:
    deadline = monotonic() + PATIENCE
    while not _answer(port, "/healthz"):
        if process.poll() is not None or monotonic() > deadline:
            pytest.fail(
                f"The server did not start:\n{said.read_text(encoding='utf-8')}"
            )
        sleep(0.1)


def _answer(port: int, path: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    except (OSError, HTTPException):
        return b""
    finally:
        connection.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    for sign, patience in ((signal.SIGTERM, 10), (signal.SIGKILL, 10)):
        try:
            os.killpg(process.pid, sign)
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue
        except ProcessLookupError:
            pass
        return


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _only_here(route: Route) -> None:
    is_here = urlsplit(route.request.url).hostname in {"127.0.0.1", NAME, None}
    (route.continue_ if is_here else route.abort)()


def _keep_error(visit: Visit, said: ConsoleMessage) -> None:
    # On a deep link Streamlit's own client first asks for its endpoints below the page.
    probed = urlsplit(said.location["url"]).path
    if said.type == "error" and not (
        said.text.endswith(NOT_FOUND) and "/_stcore/" in probed
    ):
        visit.errors.append(f"{said.text} {probed}")
