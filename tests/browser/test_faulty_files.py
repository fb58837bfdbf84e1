"""Files that are easily misread, dropped into the upload page of a real browser."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from insight.store.engines import open_engine
from insight.store.load import load_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.browser.conftest import Visit

FAULTS = Path(__file__).parents[1] / "faults" / "intake"

pytestmark = pytest.mark.browser
SENT = 1_500
"""Milliseconds in which a busy browser has sent what was typed."""


def drop(visitor: Visit, *names: str | Path) -> Page:
    page = visitor.open("/upload")
    files = [FAULTS / name for name in names]
    page.locator("input[type=file]").set_input_files(files)
    expect(page.get_by_text(files[-1].name).last).to_be_visible()
    visitor.settle()
    return page


def bring(
    visitor: Visit,
    *names: str | Path,
    answers: Sequence[str] = (),
    last_day: str = "",
) -> None:
    page = drop(visitor, *names)
    for answer in answers:
        page.get_by_text(answer).click()
    button = page.get_by_role("button", name="Import")
    expect(button).to_be_enabled()
    if last_day:
        page.get_by_role("spinbutton", name="day, The files are").press_sequentially(
            last_day
        )
        page.get_by_role("heading").first.click()
        page.wait_for_timeout(SENT)
        visitor.settle()
    button.click()
    expect(page.get_by_text("Imported:")).to_be_visible()


def phases(home: Path) -> pl.DataFrame:
    engine = open_engine(f"sqlite:///{home / 'insight.db'}")
    rows = load_tables(engine)["subscriptions"].sort("phase_id")
    engine.dispose()
    return rows.select("subscription_id", "start_date", "end_date", "amount")


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


def test_a_whole_list_corrects_closes_and_removes_what_it_says_otherwise(
    tmp_path: Path, serve: Callable[..., str], visit: Callable[[str], Visit]
) -> None:
    visitor = visit(serve())
    accounts = tmp_path / "accounts.csv"
    accounts.write_text("account_id,name\nA1,One\nA2,Two\nA3,Six\n", encoding="utf-8")
    bring(visitor, accounts, "s_jan.csv", answers=("EUR",))

    bring(visitor, "s_feb.csv", answers=("EUR", "what is missing is gone"))

    assert phases(tmp_path / "home").rows() == [
        ("S1", date(2024, 1, 1), date(2025, 2, 1), 100),
        ("S2", date(2024, 1, 31), None, 200),
    ]


def test_a_new_price_counts_from_the_day_that_the_file_is_complete_up_to(
    tmp_path: Path, serve: Callable[..., str], visit: Callable[[str], Visit]
) -> None:
    visitor = visit(serve())
    bring(visitor, "st1.csv")

    bring(visitor, "st3.csv", last_day="15")

    assert phases(tmp_path / "home").rows() == [
        ("sub_1", date(2025, 1, 1), date(2025, 1, 31), 100),
        ("sub_1", date(2025, 1, 31), date(2025, 6, 15), 100),
        ("sub_1", date(2025, 6, 15), date(2025, 6, 30), 150),
    ]
