"""The weekly review in real browsers: two people at once, and a page without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, expect

from insight.cli import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.browser.conftest import Visit

FROM_SAMPLE = ("--from", "sample_data", "--as-of", "2026-02-28", "--week", "2026-W07")
NOT_ON_PAPER = (
    "stSidebar", "stHeader", "stButton", "stDownloadButton", "stPopover", "stSelectbox",
    "stButtonGroup", "stForm", "stElementToolbar",
)  # fmt: skip

pytestmark = pytest.mark.browser


def rewrite(visitor: Visit, text: str) -> None:
    visitor.page.get_by_label("Decision", exact=True).first.fill(text)
    visitor.page.get_by_role("button", name="Save").click()
    expect(visitor.page.get_by_role("button", name="Save")).to_have_count(0)
    visitor.settle()


def history(page: Page) -> str:
    page.get_by_role("button", name="History").first.click()
    popover = page.get_by_test_id("stPopoverBody")
    expect(popover).to_be_visible()
    return popover.inner_text()


def test_two_browsers_change_a_decision_at_once_and_both_texts_survive(
    sample_home: Path, serve: Callable[..., str], visit: Callable[[str], Visit]
) -> None:
    address = serve(copy_of=sample_home)
    ann, bo = visit(address), visit(address)
    page = ann.open("/weekly_review")
    page.get_by_text("Write a decision down").click()
    page.get_by_label("Decision", exact=True).fill("Call them")
    page.get_by_role("button", name="Decide", exact=True).click()
    expect(page.get_by_role("button", name="Change")).to_be_visible()
    bo.open("/weekly_review")
    for visitor in (ann, bo):
        visitor.page.get_by_role("button", name="Change").click()
        expect(visitor.page.get_by_role("button", name="Save")).to_be_visible()
        visitor.settle()

    rewrite(ann, "Write to them")
    rewrite(bo, "Visit them")

    expect(bo.page.get_by_text("Somebody changed this decision")).to_be_visible()
    expect(bo.page.get_by_text("Write to them", exact=True)).to_be_visible()
    expect(bo.page.get_by_text("Visit them", exact=True)).to_be_visible()
    told = history(ann.open("/weekly_review"))
    assert [text in told for text in ("Call them", "Write to them", "Visit them")] == [
        True, True, True,
    ]  # fmt: skip
    assert "not in force" in told
    assert ann.errors + bo.errors == []


def test_on_paper_is_what_was_found_and_nothing_to_click(
    sample_app: str, visit: Callable[[str], Visit]
) -> None:
    page = visit(sample_app).open("/weekly_review")
    page.get_by_text("Charts of 5 measures").click()
    expect(
        page.get_by_test_id("stPlotlyChart").locator(".main-svg").first
    ).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).to_be_visible()

    page.emulate_media(media="print")

    expect(
        page.get_by_test_id("stPlotlyChart").locator(".main-svg").first
    ).to_be_visible()
    expect(page.get_by_text("Decisions", exact=True)).to_be_visible()
    for part in NOT_ON_PAPER:
        expect(page.get_by_test_id(part).filter(visible=True)).to_have_count(0)


def test_the_page_of_its_own_draws_its_charts_without_a_network(
    browser: Browser, tmp_path: Path
) -> None:
    main(["review", *FROM_SAMPLE, "--out", str(tmp_path)], standalone_mode=False)
    context = browser.new_context(offline=True)
    page, said, asked = context.new_page(), list[str](), list[str]()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))

    page.goto((tmp_path / "weekly-review-2026-W07.html").as_uri())

    expect(page.locator(".js-plotly-plot .main-svg .scatterlayer")).to_have_count(5)
    assert said == []
    assert len(asked) == 1
    context.close()
