from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

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
SamplePage = Callable[[str], AppTest]


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
    assert any(text.value.startswith("**N") for text in app.main.markdown)
