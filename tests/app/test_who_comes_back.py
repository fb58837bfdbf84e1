from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from insight.cards.returning.good_exits import good_exit_verdict
from insight.cards.returning.returned import SECOND_STAY
from insight.cards.returning.win_back import RATES
from insight.metrics.facts import Facts
from insight.metrics.hypotheses import Hypothesis, conclusions
from insight.metrics.returns import returned_accounts
from insight.metrics.selection import Selection

PAGE = "returning/who_comes_back"
OpenPage = Callable[..., AppTest]
SamplePage = Callable[[str], AppTest]


def all_time(facts: Facts) -> Selection:
    return Selection(facts.first_month, facts.last_month)


def heads(app: AppTest) -> list[str]:
    return [text.value.replace("\\", "") for text in app.main.header]


def said(app: AppTest) -> list[str]:
    return [text.value for text in app.main.markdown]


def test_the_page_opens_with_its_verdict_and_the_win_back_rate(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, period="All")

    months, choices = all_time(sample_facts), sample_facts.choices
    judged = conclusions(sample_facts, months)[Hypothesis.GOOD_EXIT]
    rates, stayed = (
        card.measure(sample_facts, months) for card in (RATES, SECOND_STAY)
    )
    assert good_exit_verdict(judged) in said(app)
    assert heads(app)[0] == RATES.says(rates, choices)
    assert SECOND_STAY.says(stayed, choices) in heads(app)


def test_few_returns_are_refused_and_the_verdict_stays_that_of_all_customers(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, period="3m")

    judged = conclusions(sample_facts, all_time(sample_facts))[Hypothesis.GOOD_EXIT]
    assert good_exit_verdict(judged) in said(app)
    assert sum(head.startswith("Cannot be told yet") for head in heads(app)) == 2


def test_the_split_is_kept_in_the_link_and_names_its_groups(
    sample_store: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, period="All", split="Reason group")

    specs = " ".join(chart.proto.spec for chart in app.get("plotly_chart"))
    assert app.segmented_control(key="split").value == "Reason group"
    for name in ("Outside our control", "Festering issue", "Resolvable", "Poor fit"):
        assert name in specs


def test_the_returned_are_listed_in_six_columns_that_open_their_stories(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    tables = [table.value for table in sample_page(PAGE).dataframe]

    months = Selection(sample_facts.last_month - 11, sample_facts.last_month)
    returned = returned_accounts(sample_facts, months)
    listed = next(table for table in tables if "return_date" in table.columns)
    brought = next(table for table in tables if "a_champion_of" in table.columns)
    assert listed["account_id"].to_list() == returned["account_id"].to_list()
    assert "&account=" in listed["account_name"][0]
    assert [len(table.columns) - 1 for table in (listed, brought)] == [6, 6]


def test_exits_without_ratings_leave_the_question_open(
    small_store: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=small_store, period="All")

    assert heads(app).count("Cannot be told yet. No exit has been rated.") == 2
    assert any(text.startswith("**It is too early to tell**") for text in said(app))


def test_a_selection_without_exits_is_answered_and_stops(
    sample_store: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, min_mrr="9000000")

    assert any("Nobody left" in text.value for text in app.main.markdown)
    assert app.get("plotly_chart") == []
    assert not app.exception
