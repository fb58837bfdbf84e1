from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import unquote

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from insight.cards.accounts.story import account_answer
from insight.metrics.account import account
from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.ui.stories import NAMED

PAGE = "accounts/account_story"
OpenPage = Callable[..., AppTest]
Tables = Mapping[str, pl.DataFrame]
HOSTILE = "![x](https://example.test/x.png) <script>alert(1)</script> $x$"


def returned(facts: Facts) -> str:
    exits = polars(facts.exits).filter(pl.col("return_day").is_not_null())
    return str(exits.sort("account_id")["account_id"][0])


@pytest.mark.parametrize("store", ["sample_store", "small_store"])
def test_a_link_opens_the_story_of_an_account(
    store: str, open_page: OpenPage, request: pytest.FixtureRequest
) -> None:
    facts = request.getfixturevalue(store.replace("store", "facts"))
    someone = str(polars(facts.exits)["account_id"].sort()[0])

    app = open_page(PAGE, url=request.getfixturevalue(store), account=someone)

    found = account(facts, account_id=someone)
    assert found is not None
    assert not app.exception
    assert account_answer(found, currency="USD") in [m.value for m in app.markdown]
    assert any(text.value.startswith(f"{found.name} · {someone}") for text in app.text)
    assert found.name in app.get("plotly_chart")[0].proto.alt


def test_the_table_shows_the_exit_and_the_return(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, account=returned(sample_facts))

    told = app.dataframe[-1].value["what"].to_list()
    assert told.count("Came back") >= 1
    assert any(what.startswith("Left") for what in told)


def test_without_an_account_those_who_left_last_are_offered(
    sample_store: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store)

    offered = app.dataframe[0].value
    assert app.get("plotly_chart") == []
    assert len(offered) == 50
    assert offered["account_name"][0].endswith(f"&account={offered['account_id'][0]}")


def test_words_that_fit_several_accounts_list_them(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, account="cargo")

    names = polars(sample_facts.accounts)["account_name"].sort()
    fit = [name for name in names if "cargo" in name.lower()]
    named = app.dataframe[0].value["account_name"].str.extract(NAMED)[0]
    assert named.map(unquote).to_list() == fit[:50]


def test_an_account_that_is_not_there_is_said_so(
    sample_store: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, account="qqqq")

    assert any("No account" in text.value for text in app.markdown)


def test_an_empty_page_names_the_file_that_fills_it(
    empty_store: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=empty_store)

    assert not app.exception
    assert any("accounts.csv" in text.value for text in app.markdown)


def test_hostile_text_is_plain_text(
    store_of: Callable[[Tables], str],
    tables: Callable[..., Tables],
    open_page: OpenPage,
) -> None:
    accounts = pl.DataFrame(
        {"account_id": ["A1"], "account_name": [HOSTILE], "segment": [HOSTILE]}
    )
    exits = pl.DataFrame(
        {
            "exit_id": ["X1"],
            "account_id": ["A1"],
            "exit_date": [date(2025, 6, 1)],
            "reason_code": [HOSTILE],
        }
    )

    app = open_page(
        PAGE, url=store_of(tables(accounts=accounts, exits=exits)), account="A1"
    )

    rendered = [element.value for element in (*app.markdown, *app.caption, *app.header)]
    assert app.text[-1].value == f"{HOSTILE} · A1 · {HOSTILE}"
    assert not [value for value in rendered if "script>" in value]
    assert "<script>" not in app.get("plotly_chart")[0].proto.spec
