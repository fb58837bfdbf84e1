from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from insight.metrics.facts import Facts
from insight.metrics.reasons import Basis, exits_behind
from insight.metrics.selection import Selection
from insight.ui.stories import story_link

PAGE = "leaving/exits"
OpenPage = Callable[..., AppTest]


def last_year(facts: Facts) -> Selection:
    return Selection(facts.last_month - 11, facts.last_month)


def finding(app: AppTest) -> str:
    return str(app.main.header[0].value.replace("\\", ""))


@pytest.mark.parametrize("store", ["sample_store", "small_store"])
def test_every_exit_of_the_period_is_listed_with_a_link_to_its_story(
    store: str, open_page: OpenPage, request: pytest.FixtureRequest
) -> None:
    app = open_page(PAGE, url=request.getfixturevalue(store))

    facts = request.getfixturevalue(store.replace("store", "facts"))
    exits = exits_behind(facts, last_year(facts), basis=Basis.CUSTOMERS)
    shown = app.dataframe[0].value
    assert not app.exception
    assert shown["account_id"].to_list() == exits["account_id"].to_list()
    assert shown["account_name"].to_list() == [
        story_link(*row) for row in exits.select("account_id", "account_name").rows()
    ]
    assert finding(app).startswith(f"{exits.height} customers lost")


def test_an_empty_page_names_the_file_that_fills_it(
    empty_store: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=empty_store)

    assert not app.exception
    assert any("exits.csv" in text.value for text in app.markdown)
    assert len(app.dataframe) == 0


def test_a_link_restores_search_status_and_what_is_counted(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(
        PAGE,
        url=sample_store,
        basis="Customers lost",
        search="price",
        status=["left", "provisional"],
    )

    exits = exits_behind(sample_facts, last_year(sample_facts), basis=Basis.CUSTOMERS)
    words = ["account_id", "account_name", "reason", "stated_reason", "comment"]
    fits = [
        row["account_id"]
        for row in exits.iter_rows(named=True)
        if row["status"] in {"left", "provisional"}
        and any("price" in (row[word] or "").lower() for word in words)
    ]
    assert fits
    assert app.dataframe[0].value["account_id"].to_list() == fits
    assert f"**{len(fits)} of {exits.height}** match." in [
        text.value for text in app.main.markdown
    ]
    assert finding(app).startswith(f"{len(fits)} customers lost")


def test_what_nobody_said_finds_nothing(sample_store: str, open_page: OpenPage) -> None:
    app = open_page(PAGE, url=sample_store, search="qqqq")

    assert any(text.value.startswith("**0 of ") for text in app.main.markdown)
    assert len(app.dataframe) == 0
