"""From files to an answer, through the browser, in a store that was empty."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pytest
from playwright.sync_api import Locator, Page, expect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.browser.conftest import Visit

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "sample_data"
RAVENSTACK = ROOT.parent / "shared" / "data" / "ravenstack"
RECORDS = "/exit_reasons?period=All&basis=Exit+records"
CURVE = "Time to return"
NASTY = (
    "Leavers of 2025;;\r\n"
    "account_id;exit_date;reason\r\n"
    "A1;03/04/2025;pricing\r\n"
    "A2;05/06/2025;support\r\n"
    "A9;07/08/2025;pricing\r\n"
)
GRACE_DAYS = 30
NEVER = date.max.toordinal()

pytestmark = pytest.mark.browser


def drop(visitor: Visit, files: Sequence[Path], *, currency: str = "") -> Page:
    page = visitor.open("/upload")
    page.locator("input[type=file]").set_input_files(files)
    if currency:
        asked = page.get_by_role("radiogroup", name="Which currency are these amounts")
        asked.get_by_text(currency).click()
    previews = page.get_by_text("First rows as they will be stored")
    expect(previews).to_have_count(len(files))
    visitor.settle()
    return page


def bring(visitor: Visit, files: Sequence[Path], *, currency: str = "") -> None:
    page = drop(visitor, files, currency=currency)
    page.get_by_role("button", name="Import").click()
    expect(page.get_by_text("Imported:")).to_be_visible()


def card(page: Page, title: str) -> Locator:
    noun = page.get_by_test_id("stCaptionContainer").get_by_text(title, exact=True)
    return page.get_by_test_id("stVerticalBlock").filter(has=noun).last


def figures(page: Page, title: str) -> list[dict[str, str]]:
    with page.expect_download() as download:
        card(page, title).get_by_role("button", name=re.compile("CSV$")).click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def counted_reasons(page: Page) -> dict[str, int]:
    rows = figures(page, "Reasons for leaving")
    return {row["code"]: int(row["exits"]) for row in rows}


def rows_of(table: str) -> pl.DataFrame:
    return pl.read_csv(SAMPLE / f"{table}.csv", infer_schema=False)


def recorded_reasons() -> Counter[str]:
    real = rows_of("accounts").filter(pl.col("is_test") != "1")
    records = rows_of("exits").join(real, on="account_id", how="semi")
    return Counter(records["reason_code"].fill_null("not_asked"))


def recorded_returns() -> int:
    """Exits whose first win-back before the next exit came after the grace."""
    real = set(rows_of("accounts").filter(pl.col("is_test") != "1")["account_id"])
    exits, returns = (
        days_by_account("exits", "exit_date"),
        days_by_account("win_backs", "return_date"),
    )
    waits = [
        min((day - left for day in returns[account] if left <= day <= until), default=0)
        for account in real & exits.keys()
        for left, until in pairwise([*exits[account], NEVER])
    ]
    return sum(wait > GRACE_DAYS for wait in waits)


def days_by_account(table: str, column: str) -> defaultdict[str, list[int]]:
    days = defaultdict(list)
    for account, day in rows_of(table).sort(column).select("account_id", column).rows():
        days[account].append(date.fromisoformat(day).toordinal())
    return days


@pytest.mark.skipif(not RAVENSTACK.is_dir(), reason="RavenStack's files are not here")
def test_three_files_of_another_tool_say_why_customers_leave(
    serve: Callable[..., str], visit: Callable[[str], Visit]
) -> None:
    visitor = visit(serve())
    names = ("accounts", "subscriptions", "churn_events")

    bring(
        visitor,
        [RAVENSTACK / f"ravenstack_{name}.csv" for name in names],
        currency="USD",
    )
    page = visitor.open("/exit_reasons")

    expect(page.get_by_text("leads with 114 of 600 exits")).to_be_visible()
    meant = page.get_by_text("Counted here: 600 exit records of 352 accounts")
    expect(meant).to_contain_text("312 accounts with a subscription")
    assert counted_reasons(page) == {
        "missing_feature": 114,
        "unresolved_issue": 104,
        "budget_cut": 104,
        "competitor_features": 92,
        "price_for_value": 91,
        "no_answer": 95,
    }


def test_the_sample_files_say_why_customers_leave_and_who_comes_back(
    serve: Callable[..., str], visit: Callable[[str], Visit]
) -> None:
    visitor = visit(serve())

    bring(visitor, sorted(SAMPLE.glob("*.csv")))
    reasons = counted_reasons(visitor.open(RECORDS))
    curve = figures(visitor.open("/who_comes_back?period=All"), CURVE)

    assert reasons == recorded_reasons()
    assert sum(int(row["returned"]) for row in curve) > 100


def test_three_files_without_subscriptions_are_enough(
    tmp_path: Path, serve: Callable[..., str], visit: Callable[[str], Visit]
) -> None:
    visitor = visit(serve())
    kept = {
        "accounts": ["account_id", "account_name", "segment", "is_test"],
        "exits": ["exit_id", "account_id", "exit_date", "reason_code", "last_mrr"],
        "win_backs": ["account_id", "return_date", "mrr"],
    }
    for table, columns in kept.items():
        rows_of(table).select(columns).write_csv(tmp_path / f"{table}.csv")

    bring(visitor, [tmp_path / f"{table}.csv" for table in kept])
    reasons = counted_reasons(visitor.open(RECORDS))
    curve = figures(visitor.open("/who_comes_back?period=All"), CURVE)

    assert reasons == recorded_reasons()
    assert sum(int(row["returned"]) for row in curve) == recorded_returns()


def test_cancelling_leaves_nothing_behind(
    serve: Callable[..., str], visit: Callable[[str], Visit]
) -> None:
    visitor = visit(serve())
    page = drop(visitor, [SAMPLE / "accounts.csv", SAMPLE / "exits.csv"])

    page.get_by_role("button", name="Cancel").click()

    expect(page.get_by_text("First rows as they will be stored")).to_have_count(0)
    expect(page.get_by_text("accounts.csv")).to_have_count(0)
    page = visitor.open("/exit_reasons")
    expect(page.get_by_role("heading", name="Nothing to show yet")).to_be_visible()


def test_a_nasty_file_is_asked_about_mended_imported_seen_and_undone(
    tmp_path: Path, serve: Callable[..., str], visit: Callable[[str], Visit]
) -> None:
    visitor = visit(serve())
    accounts, leavers = tmp_path / "accounts.csv", tmp_path / "leavers.csv"
    accounts.write_text("account_id,account_name\nA1,Acme\nA2,Bolt\n", encoding="utf-8")
    leavers.write_bytes(NASTY.encode("utf-16"))

    page = visitor.open("/upload")
    page.locator("input[type=file]").set_input_files([accounts, leavers])
    expect(page.get_by_text("1 file above needs an answer")).to_be_visible()
    page.get_by_text("Month first").click()
    expect(page.get_by_text("1 refused", exact=True)).to_be_visible()
    expect(page.get_by_text("Refused rows, with the reason")).to_be_visible()
    visitor.settle()
    page.get_by_role("button", name="Import the 4 good rows").click()
    expect(
        page.get_by_text("Imported: 2 rows of accounts, 2 rows of exits")
    ).to_be_visible()
    reasons = counted_reasons(visitor.open(RECORDS))

    assert reasons == {"price_for_value": 1, "unresolved_issue": 1}
    undo_file(visitor, "leavers.csv")
    page = visitor.open("/exit_reasons?period=All")
    expect(page.get_by_role("heading", name="Nothing to show yet")).to_be_visible()
    assert visitor.errors == []


def undo_file(visitor: Visit, name: str) -> None:
    page = visitor.open("/history")
    page.get_by_label("File to undo").click()
    page.get_by_role("option", name=name).click()
    expect(page.get_by_text("In exits, 2 rows would go.")).to_be_visible()
    visitor.settle()
    page.get_by_role("button", name="Undo this file").click()
    expect(
        page.get_by_text("Undone: 1 table is as without that import.")
    ).to_be_visible()
