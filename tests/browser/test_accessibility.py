"""axe-core finds nothing serious in our markup, on any page, light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from insight.ui.menu import MENU

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Page
    from tests.browser.conftest import Visit

FILES = [entry.file for section in MENU.values() for entry in section]
GRAVE = {"serious", "critical"}
# Vega draws the sparkline of st.metric; its empty layer of highlights has no title.
OF_STREAMLIT = {("svg-img-alt", "metric_chart_")}

pytestmark = pytest.mark.browser


def found(page: Page) -> Iterator[tuple[str, str]]:
    """The rule and the element of each grave violation."""
    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    for violation in violations:
        if violation["impact"] in GRAVE:
            for node in violation["nodes"]:
                yield violation["id"], node["html"][:200]


def is_of_streamlit(rule: str, element: str) -> bool:
    return any(rule == known and part in element for known, part in OF_STREAMLIT)


@pytest.mark.parametrize("file", FILES)
def test_a_page_can_be_used_by_everybody(
    file: str, sample_app: str, visit: Callable[[str], Visit]
) -> None:
    page = visit(sample_app).open_file(file)
    for chart in page.get_by_test_id("stPlotlyChart").all():
        expect(chart.locator(".main-svg").first).to_be_visible()

    by_scheme = {}
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(200)
        by_scheme[scheme] = [each for each in found(page) if not is_of_streamlit(*each)]

    assert by_scheme == {"light": [], "dark": []}


def test_a_grave_violation_would_be_found(
    sample_app: str, visit: Callable[[str], Visit]
) -> None:
    page = visit(sample_app).open()

    page.evaluate("document.body.append(document.createElement('button'))")

    assert ("button-name", "<button></button>") in list(found(page))
