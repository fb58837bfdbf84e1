import json
import tomllib
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import unquote

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from insight.intake.folder import read_folder
from insight.ui.menu import MENU
from insight.ui.sample import FOLDER
from insight.ui.stories import NAMED

Tables = Mapping[str, pl.DataFrame]
OpenPage = Callable[..., AppTest]

PAYLOADS = tomllib.loads(
    Path(__file__).with_name("payloads.toml").read_text(encoding="utf-8")
)
HOSTILE: list[str] = [*PAYLOADS["markup"], *PAYLOADS["formulas"]]
IMAGE = "![zq](https://example.test/x.png)"
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
TELLING = [text for text in HOSTILE if text != "=1+1"]
"""Payloads that are in no other text."""
TAGS = [text for text in HOSTILE if "<" in text or "\u202e" in text]


def hostile(rows: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    texts = pl.Series(islice(cycle(HOSTILE), rows.height), dtype=pl.String)
    return rows.with_columns(texts.alias(column) for column in columns)


def texts(part: object) -> Iterator[str]:
    """Every text of a figure, wherever it is."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from texts(value)


def test_there_are_enough_payloads() -> None:
    assert len(PAYLOADS["markup"]) >= 30
    assert len(PAYLOADS["formulas"]) >= 15
    assert len(set(HOSTILE)) == len(HOSTILE)


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
    app = open_page(page, url=hostile_store, period="All", segment=IMAGE)

    rendered = [
        str(element.value)
        for element in (*app.markdown, *app.caption, *app.header, *app.title)
    ]
    figures = [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]
    drawn = {text for figure in figures for text in texts(figure)}
    drawn |= {element.proto.body for element in app.get("html")}
    assert not app.exception
    assert not app.error
    assert [v for v in rendered if any(t in v for t in TELLING)] == []
    assert not any(text in value for text in TAGS for value in drawn)


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
    app = open_page("home/overview", url=hostile_store, segment=IMAGE)

    assert [text.value for text in app.main.text] == [f"Segment: {IMAGE}"]


def test_the_list_shows_it_letter_by_letter(
    hostile_store: str, open_page: OpenPage
) -> None:
    app = open_page("leaving/exits", url=hostile_store, period="All")

    exits = next(t.value for t in app.dataframe if "status" in t.value.columns)
    named = exits["account_name"].str.extract(NAMED)[0]
    assert set(named.map(unquote)) == set(HOSTILE)
