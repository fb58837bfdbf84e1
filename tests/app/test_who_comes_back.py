import json
from collections.abc import Callable
from urllib.parse import unquote

from streamlit.testing.v1 import AppTest

from insight.formats import count, percent, span
from insight.metrics.champions import champion_carry_over
from insight.metrics.facts import Facts
from insight.metrics.good_exits import good_exits
from insight.metrics.hypotheses import Hypothesis, conclusions
from insight.metrics.returns import returned_accounts, win_back_rates
from insight.metrics.second_life import second_life_shares
from insight.metrics.selection import Selection
from insight.statistics.share_difference import ShareDifference
from insight.ui.returning.good_exit_words import signed
from insight.ui.stories import NAMED

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


def test_a_good_exit_is_answered_by_how_many_more_of_100(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, period="All")

    found = good_exits(sample_facts, all_time(sample_facts)).shares
    judged = conclusions(sample_facts, all_time(sample_facts))[Hypothesis.GOOD_EXIT]
    assert isinstance(found, ShareDifference)
    assert signed(found) in answer(app)
    if judged.at_least is None:
        assert "cannot be told yet" in answer(app)
    else:
        assert f"**At least {100 * judged.at_least:.1f} more of 100" in answer(app)


def test_speed_crude_and_adjusted_stands_beside_returns_of_100(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, period="All")

    found = good_exits(sample_facts, all_time(sample_facts)).shares
    ratios, per_100 = (chart.proto for chart in app.get("plotly_chart")[1:3])
    assert "All exits compared" in ratios.spec
    assert "Within the same reasons" in ratios.spec
    assert isinstance(found, ShareDifference)
    assert f"{100 * found.share:.1f} of 100" in per_100.alt
    assert f"{100 * found.other:.1f} of 100" in per_100.alt


def test_a_ratio_names_its_adjusters(sample_store: str, open_page: OpenPage) -> None:
    app = open_page(PAGE, url=sample_store, period="All")

    basis = next(c.value for c in app.main.markdown if "adjusted for" in c.value)
    assert "reason group, half-year, fit, segment, last MRR and tenure" in basis


def test_a_filter_with_few_returns_quotes_the_verdict_of_all_customers(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, period="3m")

    judged = conclusions(sample_facts, all_time(sample_facts))[Hypothesis.GOOD_EXIT]
    said = " ".join(text.value for text in app.main.markdown)
    assert f"Verdicts are judged for all customers: {judged.answer}." in said
    assert "At least" not in said
    refused = [
        t.value for t in app.main.header if t.value.startswith("Cannot be told yet")
    ]
    assert len(refused) == 2


def test_the_split_is_kept_in_the_link_and_names_its_groups(
    sample_store: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, period="All", split="Reason group")

    spec = app.get("plotly_chart")[0].proto.spec
    assert app.segmented_control(key="split").value == "Reason group"
    for name in ("Outside our control", "Festering issue", "Resolvable", "Poor fit"):
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
    listed = next(
        table.value
        for table in sample_page(PAGE).dataframe
        if "return_date" in table.value.columns
    )

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


def test_the_second_life_is_that_of_the_metrics(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, period="All")

    shares = second_life_shares(sample_facts, all_time(sample_facts))
    at = shares.filter(horizon=180).row(0, named=True)
    alts = [chart.proto.alt for chart in app.get("plotly_chart")]
    assert f"Of {at['n']} returns still there: " in alts[-1]
    assert f"{percent(at['share'])} after 180 days" in alts[-1]


def test_companies_of_former_champions_are_listed_apart(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    app = sample_page(PAGE)

    months = Selection(sample_facts.last_month - 11, sample_facts.last_month)
    brought = champion_carry_over(sample_facts, months)
    shown = app.dataframe[-1].value
    assert shown["account_name"].str.extract(NAMED)[0].map(unquote).to_list() == (
        brought["to_name"].to_list()
    )
    assert set(shown["the_old_company"]) == {"had left", "customer"}
