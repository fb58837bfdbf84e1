from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from insight.cards.leaving.festering import LEAVERS, festering_words
from insight.metrics.facts import Facts
from insight.metrics.festering_backtest import trails
from insight.metrics.festering_rates import festering_shares
from insight.metrics.selection import Selection

PAGE = "leaving/festering_issues"
OpenPage = Callable[..., AppTest]
SamplePage = Callable[[str], AppTest]


def last_year(facts: Facts) -> Selection:
    return Selection(facts.last_month - 11, facts.last_month)


def test_the_page_opens_with_its_verdict_and_lists_every_issue_behind_an_exit(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    app = sample_page(PAGE)

    found = trails(sample_facts, last_year(sample_facts))
    listed = app.dataframe[-2].value
    assert any(
        "**Festering issues precede leaving" in m.value for m in app.main.markdown
    )
    assert festering_words(sample_facts.choices) in [c.value for c in app.main.caption]
    assert len(app.get("plotly_chart")) == 4
    assert listed["account_id"].to_list() == found["account_id"].to_list()
    assert listed["account_name"][0].endswith(f"&account={found['account_id'][0]}")
    assert len(listed.columns) - 1 == 6


def test_a_filter_changes_the_findings_and_not_the_verdict(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, period="3m", segment="ent", min_mrr="5000")

    months = Selection(
        sample_facts.last_month - 2,
        sample_facts.last_month,
        segments=("ent",),
        min_mrr=5000,
    )
    shares = festering_shares(sample_facts, months)
    heads = [text.value.replace("\\", "") for text in app.main.header]
    assert not app.exception
    assert LEAVERS.says(shares, sample_facts.choices) in heads
    assert any("of the 10 requests it takes for a ratio" in head for head in heads)
    assert any(
        "**Festering issues precede leaving" in m.value for m in app.main.markdown
    )


@pytest.mark.parametrize(
    ("store", "file"), [("small_store", "issues.csv"), ("empty_store", "exits.csv")]
)
def test_a_page_without_issues_names_the_file_that_fills_it(
    store: str, file: str, open_page: OpenPage, request: pytest.FixtureRequest
) -> None:
    app = open_page(PAGE, url=request.getfixturevalue(store))

    assert not app.exception
    assert any(file in text.value for text in app.markdown)
    assert app.get("plotly_chart") == []
