import json
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from insight.charts.formats import count, percent, span
from insight.metrics.facts import Facts
from insight.metrics.returns import returned_accounts, win_back_rates
from insight.metrics.selection import Selection

PAGE = "returning/who_comes_back"
OpenPage = Callable[..., AppTest]
SamplePage = Callable[[str], AppTest]


def all_time(facts: Facts) -> Selection:
    return Selection(facts.first_month, facts.last_month)


def answer(app: AppTest) -> str:
    return next(text.value for text in app.main.markdown if "come back" in text.value)


def test_the_answer_is_the_share_at_180_days_with_its_check(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    said = answer(open_page(PAGE, url=sample_store, period="All"))

    rates = win_back_rates(sample_facts, all_time(sample_facts))
    at = rates.filter(horizon=180).row(0, named=True)
    assert said.startswith(f"**{percent(at['share'])} of those who leave come back")
    assert span(at["low"], at["high"]) in said
    assert f"{count(at['mature_returned'])} of {count(at['mature_n'])} exits" in said


def test_good_and_bad_exits_are_compared_before_the_reasons_are(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    said = answer(open_page(PAGE, url=sample_store, period="All"))

    rates = win_back_rates(sample_facts, all_time(sample_facts), by="good_exit")
    good, bad = (
        rates.filter(group=group, horizon=365).row(0, named=True)
        for group in ("good exit", "bad exit")
    )
    assert f"{percent(good['share'])} ({span(good['low'], good['high'])}" in said
    assert f"{percent(bad['share'])} ({span(bad['low'], bad['high'])}" in said
    assert "**More come back after a good exit**" in said
    assert "before the reasons are taken into account" in said


def test_the_split_is_kept_in_the_link_and_names_its_groups(
    sample_store: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, period="All", split="Reason group")

    spec = app.get("plotly_chart")[0].proto.spec
    assert app.segmented_control(key="split").value == "Reason group"
    for name in ("Not in our hands", "Festering issue", "Resolvable", "Poor fit"):
        assert name in spec


def test_the_risk_table_stands_under_the_curve(
    sample_store: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, period="All")

    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    written = " ".join(note["text"] for note in figure["layout"]["annotations"])
    assert all(
        state in written for state in ("at risk", "returned", "ceased", "censored")
    )


def test_the_returned_accounts_are_listed(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    listed = sample_page(PAGE).dataframe[-1].value

    months = Selection(sample_facts.last_month - 11, sample_facts.last_month)
    returned = returned_accounts(sample_facts, months)
    assert listed["account_id"].to_list() == returned["account_id"].to_list()


def test_what_it_cannot_tell_is_that_it_is_an_association(
    sample_page: SamplePage,
) -> None:
    texts = [text.value for text in sample_page(PAGE).markdown]

    assert any("is an association" in text for text in texts)


def test_exits_without_ratings_leave_the_question_open(
    small_store: str, open_page: OpenPage
) -> None:
    said = answer(open_page(PAGE, url=small_store, period="All"))

    assert "Whether a good exit matters **cannot be told**" in said


def test_a_selection_without_exits_is_answered_and_stops(
    sample_store: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, min_mrr="9000000")

    assert any("Nobody left" in text.value for text in app.main.markdown)
    assert app.get("plotly_chart") == []
    assert not app.exception
