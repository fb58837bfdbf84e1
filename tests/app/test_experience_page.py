from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from insight.formats import percent, span
from insight.metrics.facts import Facts
from insight.metrics.offboarding import good_shares
from insight.metrics.questionnaires import exit_nps
from insight.metrics.selection import Selection
from insight.ui.offboarding.experience import nps_by_quarter, promises

PAGE = "offboarding/experience"
OpenPage = Callable[..., AppTest]
SamplePage = Callable[[str], AppTest]


def last_year(facts: Facts) -> Selection:
    return Selection(facts.last_month - 11, facts.last_month)


def answer(app: AppTest) -> str:
    return next(text.value for text in app.main.markdown if "were good" in text.value)


def test_the_answer_is_that_of_the_metrics_with_n_and_interval(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    said = answer(sample_page(PAGE))

    year = last_year(sample_facts)
    good = good_shares(sample_facts, year).row(0, named=True)
    nps = exit_nps(sample_facts, year).row(0, named=True)
    score = f"{nps['score']:.1f}".replace("-", "−")
    interval = span(good["low"], good["high"])
    assert said.startswith(
        f"**{good['good']} of {good['n']} ({percent(good['share'])}, {interval}) exits"
    )
    assert f"Exit NPS **{score}** (" in said
    assert f"{nps['n']} of {nps['records']} exits answered" in said


def test_a_filter_changes_the_answer(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    said = answer(open_page(PAGE, url=sample_store, period="3m"))

    quarter = Selection(sample_facts.last_month - 2, sample_facts.last_month)
    good = good_shares(sample_facts, quarter).row(0, named=True)
    assert said.startswith(f"**{good['good']} of {good['n']} (")


def test_every_promise_is_drawn_with_its_counts(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    alt = sample_page(PAGE).get("plotly_chart")[0].proto.alt

    kept = promises(sample_facts, last_year(sample_facts))
    assert kept.height == 5
    for name, k, n in kept.select("group", "k", "n").rows():
        assert f"{name} {k} of {n}" in alt


def test_quarters_hold_every_answer_of_their_months(sample_facts: Facts) -> None:
    year = last_year(sample_facts)

    quarters = nps_by_quarter(sample_facts, year)

    assert quarters["group"].to_list()[-1] == "Dec 2025 to Feb 2026"
    assert quarters["n"].sum() == exit_nps(sample_facts, year)["n"][0]
