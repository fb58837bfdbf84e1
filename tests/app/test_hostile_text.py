from collections.abc import Callable, Mapping
from itertools import cycle, islice

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from insight.intake.folder import read_folder
from insight.ui.sample import FOLDER
from insight.ui.sections import MENU

Tables = Mapping[str, pl.DataFrame]
OpenPage = Callable[..., AppTest]

HOSTILE = [
    "<script>alert(1)</script>",
    "![x](https://example.test/x.png)",
    "=cmd|' /C calc'!A0",
    "$x^2$ **bold** :smile:",
    "\u202egnp.exe",
]
FREE_TEXT = {
    "accounts": ("account_name", "segment", "industry", "region", "owner"),
    "subscriptions": ("plan_id",),
    "exits": (
        "reason_code", "stated_reason_code", "contributing_reason_codes", "competitor",
        "comment", "recorded_by", "control_note",
    ),
    "win_backs": ("trigger", "returned_because", "offer"),
    "offboarding": ("export_format", "owner"),
    "save_offers": ("offer_type",),
    "issues": ("severity", "topic", "resolved_how"),
    "contacts": ("role", "name", "email", "moved_to_company"),
}  # fmt: skip
PAGES = [entry.file for section in MENU.values() for entry in section]
ACCOUNTS = 150


def hostile(rows: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    texts = pl.Series(islice(cycle(HOSTILE), rows.height), dtype=pl.String)
    return rows.with_columns(texts.alias(column) for column in columns)


@pytest.fixture(scope="module")
def hostile_tables() -> Tables:
    """Customers of the sample whose every free text is hostile."""
    sample = read_folder(FOLDER)
    left = sample["exits"]["account_id"].unique().sort().head(ACCOUNTS)
    return {
        table: hostile(
            rows.filter(pl.col("account_id").is_in(left.implode()))
            if "account_id" in rows.columns
            else rows,
            FREE_TEXT.get(table, ()),
        )
        for table, rows in sample.items()
    }


@pytest.fixture(scope="module")
def hostile_store(hostile_tables: Tables, store_of: Callable[[Tables], str]) -> str:
    """The URL of a store of these customers."""
    return store_of(hostile_tables)


@pytest.mark.parametrize("page", PAGES)
def test_text_from_files_is_plain_text_on_every_page(
    page: str, hostile_store: str, open_page: OpenPage
) -> None:
    app = open_page(page, url=hostile_store, period="All", segment=HOSTILE[1])

    rendered = [
        str(element.value)
        for element in (*app.markdown, *app.caption, *app.header, *app.title)
    ]
    figures = [chart.proto.spec for chart in app.get("plotly_chart")]
    assert not app.exception
    assert not app.error
    assert not any(text in value for text in HOSTILE for value in rendered)
    assert not any("<script>" in spec or "\u202e" in spec for spec in figures)


def test_the_account_of_a_story_is_plain_text(
    hostile_store: str, open_page: OpenPage, hostile_tables: Tables
) -> None:
    account = hostile_tables["accounts"]["account_id"][0]
    app = open_page("accounts/account_story", url=hostile_store, account=account)

    rendered = [str(e.value) for e in (*app.markdown, *app.caption, *app.header)]
    assert any(HOSTILE[0] in text.value for text in app.text)
    assert not any(text in value for text in HOSTILE for value in rendered)


def test_the_filter_in_force_is_plain_text(
    hostile_store: str, open_page: OpenPage
) -> None:
    app = open_page("home/overview", url=hostile_store, segment=HOSTILE[1])

    assert [text.value for text in app.main.text] == [f"Segment: {HOSTILE[1]}"]


def test_the_list_shows_it_letter_by_letter(
    hostile_store: str, open_page: OpenPage
) -> None:
    app = open_page("leaving/exit_reasons", url=hostile_store, period="All")

    exits = next(t.value for t in app.dataframe if "status" in t.value.columns)
    assert set(exits["account_name"]) == set(HOSTILE)
