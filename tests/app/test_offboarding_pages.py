from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from insight.formats import count
from insight.metrics.facts import Facts
from insight.metrics.save_offers import let_go_kindly
from insight.metrics.selection import Selection
from insight.metrics.traps import audit, failing_exits, is_told

PAGES = {
    "offboarding/experience": "Experience",
    "offboarding/tricks_and_traps": "Tricks and traps",
    "offboarding/save_offers": "Save offers",
}
FILLED_BY = {
    "sample_store": (),
    "small_store": ("offboarding.csv", "cancellation_requests.csv"),
    "empty_store": ("exits.csv",),
}
OpenPage = Callable[..., AppTest]


def last_year(facts: Facts) -> Selection:
    return Selection(facts.last_month - 11, facts.last_month)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("store", FILLED_BY)
def test_a_page_runs_or_names_the_file_that_fills_it(
    page: str, store: str, open_page: OpenPage, request: pytest.FixtureRequest
) -> None:
    app = open_page(page, url=request.getfixturevalue(store))

    said = [text.value for text in app.main.markdown]
    named = any(f"**{file}**" in text for file in FILLED_BY[store] for text in said)
    assert not app.exception
    assert [title.value for title in app.title] == [PAGES[page]]
    assert named == (store != "sample_store")
    assert bool(app.get("plotly_chart")) == (store == "sample_store")


@pytest.mark.parametrize("page", PAGES)
def test_a_selection_without_exits_is_answered_without_an_error(
    page: str, sample_store: str, open_page: OpenPage
) -> None:
    app = open_page(page, url=sample_store, min_mrr="9000000")

    assert not app.exception
    assert any(text.value.startswith("**No") for text in app.main.markdown)


def test_scores_are_split_by_reason_or_by_quarter(
    sample_store: str, open_page: OpenPage
) -> None:
    app = open_page("offboarding/experience", url=sample_store, with_tables=True)

    app.segmented_control(key="scores").set_value("Quarter").run()

    scored = [t.value for t in app.dataframe if "records" in t.value.columns]
    groups = [rows["group"].to_list() for rows in scored]
    assert ["All exits", "Mar 2025 to May 2025"] in [names[:2] for names in groups]


def test_a_check_narrows_months_and_exits(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page("offboarding/tricks_and_traps", url=sample_store)
    year = last_year(sample_facts)
    failing = failing_exits(sample_facts, year)
    told = audit(sample_facts, year).filter(is_told()).height
    assert any(
        text.value.startswith(f"**{count(failing.height)} of {count(told)} (")
        for text in app.main.markdown
    )

    app.selectbox(key="check").set_value("no_surprise_fee").run()

    one = failing.filter(no_surprise_fee="fail")
    listed = app.dataframe[-1].value
    assert listed["account_id"].to_list() == one["account_id"].to_list()
    assert listed["account_name"][0].endswith(f"&account={one['account_id'][0]}")


def test_whom_to_let_go_kindly_is_listed_with_why(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page("offboarding/save_offers", url=sample_store)

    tables = [table.value for table in app.dataframe]
    (listed,) = [table for table in tables if "why" in table.columns]
    kindly = let_go_kindly(sample_facts, last_year(sample_facts))
    assert listed["account_id"].to_list() == kindly["account_id"].to_list()
    assert listed["why"].to_list() == [" · ".join(why) for why in kindly["why"]]
