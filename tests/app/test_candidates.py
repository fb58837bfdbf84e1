from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from insight.metrics.call_order import CallScore
from insight.metrics.candidates import candidates
from insight.metrics.facts import Facts
from insight.metrics.selection import Selection

PAGE = "returning/candidates"
OpenPage = Callable[..., AppTest]


def answer(app: AppTest) -> str:
    return next(text.value for text in app.main.markdown if "**" in text.value)


def test_every_candidate_is_listed_and_the_score_is_said(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store)

    months = Selection(sample_facts.last_month - 11, sample_facts.last_month)
    found = candidates(sample_facts, months)
    listed = [id_ for table in app.dataframe for id_ in table.value["account_id"]]
    assert not app.exception
    assert listed == found.rows["account_id"].to_list()
    assert f"**{found.rows.height} former customers may be called;" in answer(app)
    assert f"{found.refused} refused contact" in answer(app)
    assert isinstance(found.score, CallScore)
    assert found.score.year is not None
    said = [header.value for header in app.main.header]
    assert any(f"{found.score.year.hits} came back" in words for words in said)


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

    assert "**Nobody may be called" in answer(app)
    assert len(app.dataframe) == 0
