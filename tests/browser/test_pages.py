"""Every page in a real browser: opened cold, by link, and without leaving the machine."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect
from playwright.sync_api import TimeoutError as OutOfTime

from insight.ui.menu import MENU

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.conftest import Visit

COLD = [section[-1].file for section in MENU.values()]

pytestmark = pytest.mark.browser


def title_of(file: str) -> str:
    entries = (entry for section in MENU.values() for entry in section)
    return next(entry.title for entry in entries if entry.file == file)


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


@pytest.mark.parametrize("file", COLD)
def test_a_page_opens_cold_by_its_deep_link(
    file: str,
    serve: Callable[..., str],
    sample_home: Path,
    visit: Callable[[str], Visit],
) -> None:
    visitor = visit(serve(copy_of=sample_home))

    page = visitor.open_file(file)

    expect(page.get_by_role("heading", level=1)).to_have_text(title_of(file))
    expect(page.get_by_test_id("stSidebar").get_by_text("Period")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert visitor.errors == []
    assert visitor.hosts() == {"127.0.0.1"}


def test_a_link_restores_the_view_in_another_browser(
    sample_app: str, visit: Callable[[str], Visit]
) -> None:
    sender = visit(sample_app).open("/exit_reasons")
    whole = answer(sender)
    sender.get_by_role("radio", name="24m").click()
    sender.get_by_role("combobox", name="Segment").click()
    sender.get_by_role("option", name="smb").click()
    expect(sender.get_by_text("Segment: smb")).to_be_visible()

    link = sender.url.removeprefix(sample_app)
    receiver = visit(sample_app).open(link)

    expect(receiver.get_by_text("Segment: smb")).to_be_visible()
    assert asked(receiver) == {"period": ["24m"], "segment": ["smb"]}
    assert answer(receiver) == answer(sender) != whole


def answer(page: Page) -> str:
    return page.get_by_text(" leads with ").inner_text()


def test_filters_stay_when_the_page_changes(
    sample_app: str, visit: Callable[[str], Visit]
) -> None:
    page = visit(sample_app).open("/exit_reasons?segment=smb")

    page.get_by_role("button", name="Win-back").click()
    page.get_by_role("menuitem", name="Win-back").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(
        title_of("returning/who_comes_back")
    )
    expect(page.get_by_text("Segment: smb")).to_be_visible()
    page.wait_for_url("**/who_comes_back?segment=smb")


def test_a_click_on_a_reason_lists_its_exits(
    sample_app: str, visit: Callable[[str], Visit]
) -> None:
    page = visit(sample_app).open("/exit_reasons")
    chart = page.get_by_test_id("stPlotlyChart").first
    expect(chart.locator(".main-svg").first).to_be_visible()

    for patience in (10_000, 10_000, 120_000):  # the chart may not listen at once
        chart.locator(".scatterlayer .point").nth(2).click(force=True)
        with suppress(OutOfTime):
            page.wait_for_url("**/exit_reasons?reason=Price+rise", timeout=patience)
            break

    assert page.url.endswith("/exit_reasons?reason=Price+rise")
    expect(
        page.get_by_role("combobox", name="List the exits behind a reason")
    ).to_have_value("Price rise")
    expect(
        page.get_by_text("22 exits for Price rise, the latest first.")
    ).to_be_visible()
