from collections.abc import Callable, Mapping
from datetime import date

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

Tables = Mapping[str, pl.DataFrame]

HOSTILE = [
    "<script>alert(1)</script>",
    "![x](https://example.test/x.png)",
    "=cmd|' /C calc'!A0",
    "$x^2$ **bold** :smile:",
    "\u202egnp.exe",
]
PAGES = ["home/overview", "leaving/exit_reasons", "returning/who_comes_back"]


@pytest.fixture
def hostile_store(
    store_of: Callable[[Tables], str], tables: Callable[..., Tables]
) -> str:
    """The URL of a store whose every text is hostile."""
    ids = [f"A{number}" for number in range(40)]
    texts = [HOSTILE[number % len(HOSTILE)] for number in range(40)]
    accounts = pl.DataFrame(
        {
            "account_id": ids,
            "account_name": texts,
            "segment": texts,
            "region": texts,
            "currency": ["USD"] * 40,
        }
    )
    exits = pl.DataFrame(
        {
            "exit_id": [f"X{number}" for number in range(40)],
            "account_id": ids,
            "exit_date": [date(2025, 6, 1 + number % 28) for number in range(40)],
            "reason_code": texts,
            "stated_reason_code": texts,
            "comment": texts,
            "currency": ["USD"] * 40,
        }
    )
    return store_of(tables(accounts=accounts, exits=exits))


@pytest.mark.parametrize("page", PAGES)
def test_text_from_files_never_passes_through_markdown(
    page: str, hostile_store: str, open_page: Callable[..., AppTest]
) -> None:
    app = open_page(page, url=hostile_store, segment=HOSTILE[1])

    rendered = [element.value for element in (*app.markdown, *app.caption, *app.header)]
    assert not app.exception
    assert not any(text in value for text in HOSTILE for value in rendered)


@pytest.mark.parametrize("page", PAGES)
def test_text_from_files_is_escaped_in_every_figure(
    page: str, hostile_store: str, open_page: Callable[..., AppTest]
) -> None:
    charts = open_page(page, url=hostile_store).get("plotly_chart")

    specs = [chart.proto.spec for chart in charts]
    assert specs
    assert not any("<script>" in spec or "\u202e" in spec for spec in specs)


def test_the_filter_in_force_is_plain_text(
    hostile_store: str, open_page: Callable[..., AppTest]
) -> None:
    app = open_page("home/overview", url=hostile_store, segment=HOSTILE[1])

    assert [text.value for text in app.main.text] == [f"Segment: {HOSTILE[1]}"]


def test_the_list_shows_it_letter_by_letter(
    hostile_store: str, open_page: Callable[..., AppTest]
) -> None:
    app = open_page("leaving/exit_reasons", url=hostile_store)

    assert set(app.dataframe[-1].value["account_name"]) == set(HOSTILE)
