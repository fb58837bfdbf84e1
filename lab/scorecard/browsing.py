"""A real browser for the measurements, and what it noticed."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from outcomes import ROOT, module
from playwright.sync_api import Page, sync_playwright

SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"
IMPORT = re.compile(r"^Import (the )?\d")
"""What the button that stores the rows of a drop is called."""
PATIENCE = 120_000


@dataclass(frozen=True, slots=True)
class Seen:
    """A page, the hosts it asked for something, and the dialogs that scripts opened."""

    page: Page
    address: str
    hosts: set[str | None] = field(default_factory=set)
    dialogs: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Goes to a path and waits until the script behind it has ended."""
        self.page.goto(f"{self.address}{path}")
        self.settle()

    def settle(self) -> None:
        """Waits until nothing runs."""
        self.page.wait_for_selector(SETTLED, timeout=PATIENCE)


@contextmanager
def browsing(address: str) -> Iterator[Seen]:
    """A browser in front of an app, until the end of the block."""
    flags = module("tests/browser/conftest.py").FLAGS
    finder = subprocess.run([ROOT / ".ci" / "chromium"], stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 # fmt: skip
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=finder.stdout.strip(), args=flags
        )
        seen = Seen(chromium.new_page(), address)
        seen.page.set_default_timeout(PATIENCE)
        seen.page.on("request", lambda sent: seen.hosts.add(_host(sent.url)))
        seen.page.on(
            "dialog", lambda one: (seen.dialogs.append(one.message), one.dismiss())
        )
        yield seen
        chromium.close()


def _host(url: str) -> str | None:
    return urlsplit(url).hostname if url.startswith(("http", "ws")) else "127.0.0.1"
