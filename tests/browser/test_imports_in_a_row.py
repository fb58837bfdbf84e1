"""Twenty imports one after the other, while others look and the machine is busy."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.browser.conftest import Visit

IMPORTS, BUSY = 20, 2
LOOKED_AT = ("/", "/exit_reasons", "/exits")

pytestmark = [pytest.mark.browser, pytest.mark.long]


@contextmanager
def busy_machine() -> Iterator[None]:
    """Other programs that take all of the processor they get."""
    with ExitStack() as others:
        for _ in range(BUSY):
            other = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            others.callback(other.wait)
            others.callback(other.kill)
        yield


def bring(visitor: Visit, file: Path) -> None:
    page = visitor.open("/upload")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("Imported:")).to_be_visible()


def exits(number: int) -> str:
    """A file of exits whose columns no other one has, so that nothing is asked of it."""
    days = range(1, 10)
    rows = [f"A{number}-{d},2025-0{d}-15,price_for_value,x" for d in days]
    return "\n".join([f"account_id,exit_date,reason_code,batch_{number}", *rows])


def test_no_page_goes_white_whoever_imports_and_whoever_looks(
    serve: Callable[..., str], visit: Callable[[str], Visit], tmp_path: Path
) -> None:
    address = serve()
    mine, others = visit(address), [visit(address) for _ in LOOKED_AT]
    with busy_machine():
        for number in range(IMPORTS):
            file = tmp_path / f"exits {number}.csv"
            file.write_text(exits(number), encoding="utf-8")
            bring(mine, file)
            for other, path in zip(others, LOOKED_AT, strict=True):
                if number == 0:
                    other.open(path)
                expect(other.page.get_by_role("heading", level=1)).to_be_visible()

    assert [visitor.errors for visitor in (mine, *others)] == [[]] * (1 + len(others))
