from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from insight.metrics.call_order import CallScore
from insight.metrics.candidates import candidates
from insight.metrics.facts import Facts
from insight.metrics.files import everything
from insight.metrics.selection import Selection

PAGE = "returning/candidates"
OpenPage = Callable[..., AppTest]


def answer(app: AppTest) -> str:
    return next(text.value for text in app.main.markdown if "**" in text.value)


@pytest.mark.parametrize("store", ["sample_store", "small_store"])
def test_every_candidate_is_listed_with_reasons_in_words(
    store: str, open_page: OpenPage, request: pytest.FixtureRequest
) -> None:
    app = open_page(PAGE, url=request.getfixturevalue(store))

    facts: Facts = request.getfixturevalue(store.replace("store", "facts"))
    found = candidates(facts, Selection(facts.last_month - 11, facts.last_month))
    rows = [row for table in app.dataframe for _, row in table.value.iterrows()]
    assert not app.exception
    assert found.rows.height
    assert [row["account_id"] for row in rows] == found.rows["account_id"].to_list()
    assert f"**{found.rows.height} former customers may be called.**" in answer(app)
    assert f"{found.refused} refused contact" in answer(app)
    for row, wanted in zip(rows, found.rows["left_well"], strict=True):
        assert ("Left well" in row["why"]) == wanted


def test_the_page_says_how_the_list_did_a_year_ago(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    score = candidates(sample_facts, everything(sample_facts)).score

    said = answer(open_page(PAGE, url=sample_store))

    assert isinstance(score, CallScore)
    assert score.year is not None
    assert f"{score.year.hits} came back; at random {score.year.at_random:.1f}" in said
    assert "**better than at random**" in said


def test_a_filter_changes_who_is_listed(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, segment="ent", period="All")

    months = Selection(
        sample_facts.first_month, sample_facts.last_month, segments=("ent",)
    )
    found = candidates(sample_facts, months)
    listed = [id_ for table in app.dataframe for id_ in table.value["account_id"]]
    assert listed == found.rows["account_id"].to_list()


def test_an_empty_page_names_the_file_that_fills_it(
    empty_store: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=empty_store)

    assert not app.exception
    assert any("exits.csv" in text.value for text in app.markdown)
    assert len(app.dataframe) == 0


def test_nobody_left_is_said_and_stops(sample_store: str, open_page: OpenPage) -> None:
    app = open_page(PAGE, url=sample_store, min_mrr="9000000")

    assert "**Nobody to call**" in answer(app)
    assert len(app.dataframe) == 0
