from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from insight.formats import percent, span
from insight.metrics.facts import Facts
from insight.metrics.save_offers import let_go_kindly, save_funnel, stick_rates
from insight.metrics.selection import Selection
from insight.ui.offboarding.save_offers import lost_saves, returned_by_times

PAGE = "offboarding/save_offers"
OpenPage = Callable[..., AppTest]
SamplePage = Callable[[str], AppTest]


def last_year(facts: Facts) -> Selection:
    return Selection(facts.last_month - 11, facts.last_month)


def answer(app: AppTest) -> str:
    return next(text.value for text in app.main.markdown if "accepted by" in text.value)


def test_the_answer_has_both_denominators_and_who_stayed(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    said = answer(sample_page(PAGE))

    year = last_year(sample_facts)
    funnel = save_funnel(sample_facts, year).row(0, named=True)
    stick = stick_rates(sample_facts, year).filter(days=90).row(0, named=True)
    for part, whole, name, of in (
        ("accepted", "offered", "of_offered", funnel),
        ("accepted", "requests", "of_requests", funnel),
        ("stuck", "mature", "stick_rate", stick),
        ("stuck", "mature_offered", "net", stick),
    ):
        interval = span(of[f"{name}_low"], of[f"{name}_high"])
        words = f"{of[part]} of {of[whole]} ({percent(of[name])}, {interval})"
        assert words in said
    assert f"{stick['immature']} saves are too young to tell" in said


def test_a_filter_changes_the_answer(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    segment = sample_facts.segments[0]

    said = answer(open_page(PAGE, url=sample_store, segment=segment))

    year = last_year(sample_facts)
    chosen = Selection(year.first_month, year.last_month, segments=(segment,))
    funnel = save_funnel(sample_facts, chosen).row(0, named=True)
    assert f"accepted by {funnel['accepted']} of {funnel['offered']} (" in said


def test_lost_saves_are_the_mature_that_did_not_stick(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    listed = [table.value for table in sample_page(PAGE).dataframe][-2]

    year = last_year(sample_facts)
    lost = lost_saves(sample_facts, year)
    stick = stick_rates(sample_facts, year).filter(days=90).row(0, named=True)
    assert lost.height == stick["mature"] - stick["stuck"] > 0
    assert listed["account_id"].to_list() == lost["account_id"].to_list()


def test_who_came_back_is_told_by_how_often_an_offer_was_shown(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    rates = returned_by_times(sample_facts, last_year(sample_facts))

    assert rates["curve"].unique(maintain_order=True).to_list() == [
        "not shown", "once", "twice", "3 times or more",
    ]  # fmt: skip
    assert set(rates["horizon"]) == {180, 365}
    at = rates.filter(curve="once", horizon=180).row(0, named=True)
    alts = [chart.proto.alt for chart in sample_page(PAGE).get("plotly_chart")]
    told = [alt for alt in alts if alt.startswith("Share that came back")]
    assert f"once within 180 days {percent(at['share'])}" in told[0]


def test_whom_to_let_go_kindly_is_listed_with_why(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    tables = [table.value for table in sample_page(PAGE).dataframe]

    (listed,) = [table for table in tables if "why" in table.columns]
    kindly = let_go_kindly(sample_facts, last_year(sample_facts))
    assert listed["account_id"].to_list() == kindly["account_id"].to_list()
    assert listed["why"].to_list() == ["; ".join(why) for why in kindly["why"]]
