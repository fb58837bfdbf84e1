"""Files that are easily misread, dropped into the upload page of a real browser."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.browser.conftest import Visit

FAULTS = Path(__file__).parents[1] / "faults" / "intake"

pytestmark = pytest.mark.browser


def drop(visitor: Visit, *names: str) -> Page:
    page = visitor.open("/upload")
    page.locator("input[type=file]").set_input_files([FAULTS / name for name in names])
    expect(page.get_by_text(names[-1]).last).to_be_visible()
    visitor.settle()
    return page


def bring(visitor: Visit, *names: str) -> Page:
    page = drop(visitor, *names)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("Imported:")).to_be_visible()
    return page


def expect_tables(page: Page, *tables: str) -> None:
    """What each card says its file is."""
    choices = page.get_by_role("combobox", name="This file is")
    expect(choices).to_have_count(len(tables))
    for place, table in enumerate(tables):
        expect(choices.nth(place)).to_have_value(re.compile(f"^{table} "))


def test_lists_of_leavers_are_exits_and_unclear_files_are_asked_about(
    serve: Callable[..., str], visit: Callable[[str], Visit]
) -> None:
    visitor = visit(serve())

    logs = drop(visitor, "acc_named.csv", "churn_log.csv")
    expect_tables(logs, "accounts", "exits")

    listed = drop(visitor, "crm_list.csv")
    expect_tables(listed, "accounts", "exits")

    german = drop(visitor, "kundenstamm_small.csv", "kuendigungen_small.csv")
    expect_tables(german, "accounts", "exits")

    price = drop(visitor, "price.csv")
    expect(price.get_by_text("Which currency are these amounts in?")).to_be_visible()
    expect(price.get_by_role("button", name="Import")).to_be_disabled()
    price.get_by_text("Another one").click()
    price.get_by_label("Another currency").fill("sek")
    price.get_by_text("per month").click()
    expect(price.get_by_role("button", name="Import")).to_be_enabled()

    month = drop(visitor, "month.csv")
    expect(month.get_by_role("button", name="Import")).to_be_disabled()

    short = drop(visitor, "accounts_for_it.csv", "short_row_and_blank_last_line.csv")
    expect(short.get_by_text("1 refused").first).to_be_visible()


def test_nothing_that_is_known_is_erased_by_a_file_that_lacks_it(
    serve: Callable[..., str], visit: Callable[[str], Visit]
) -> None:
    visitor = visit(serve())
    bring(visitor, "dnc1.csv", "dnc_exits.csv")

    page = drop(visitor, "dnc2.csv")

    expect(page.get_by_text("2 changed").first).to_be_visible()
    expect(page.get_by_text("empties")).to_have_count(0)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("Imported:")).to_be_visible()
    calls = visitor.open("/candidates")
    expect(calls.get_by_text("Acme", exact=True)).to_have_count(0)
