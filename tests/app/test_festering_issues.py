import json
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from insight.charts.ratios import ratio_text
from insight.formats import count, percent
from insight.metrics.facts import Facts
from insight.metrics.festering_backtest import festering_backtest, trails
from insight.metrics.festering_hazard import festering_hazard
from insight.metrics.festering_rates import festering_ratio, festering_total
from insight.metrics.selection import Selection
from insight.statistics.effects import HazardRatio

PAGE = "leaving/festering_issues"
OpenPage = Callable[..., AppTest]
SamplePage = Callable[[str], AppTest]


def last_year(facts: Facts) -> Selection:
    return Selection(facts.last_month - 11, facts.last_month)


def answer(app: AppTest) -> str:
    return next(text.value for text in app.main.markdown if "festers" in text.value)


def figures(app: AppTest) -> list[str]:
    return [
        json.dumps(json.loads(chart.proto.spec), ensure_ascii=False)
        for chart in app.get("plotly_chart")
    ]


def test_the_planted_effect_is_found_and_said_with_its_numbers(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    said = answer(sample_page(PAGE))

    total = festering_total(sample_facts, last_year(sample_facts)).row(0, named=True)
    hazard = festering_hazard(sample_facts, last_year(sample_facts))
    assert isinstance(hazard, HazardRatio)
    assert said.startswith(
        f"**{total['festering']} of {total['notices']} ({percent(total['share'])}"
    )
    assert f"against {percent(total['active_share'])} of customers" in said
    assert "Verdicts are judged for all customers: yes." in said
    assert f"{ratio_text(hazard.ratio.value)} times" in said


def test_leavers_stand_beside_customers_of_the_same_months(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    shares = figures(sample_page(PAGE))[0]

    total = festering_total(sample_facts, last_year(sample_facts)).row(0, named=True)
    assert f"{total['festering']} of {total['notices']} · " in shares
    assert f"{total['active_festering']} of {count(total['active'])} · " in shares


def test_the_ratio_of_all_days_is_that_of_the_metric(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    ratio = figures(sample_page(PAGE))[1]

    plain = festering_ratio(sample_facts, last_year(sample_facts)).row(0, named=True)
    assert f"{ratio_text(plain['ratio'])} · {ratio_text(plain['low'])}–" in ratio


def test_the_back_test_counts_false_alarms(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    app = sample_page(PAGE)

    found = festering_backtest(sample_facts, last_year(sample_facts))
    (basis,) = (c.value for c in app.main.markdown if "were false alarms" in c.value)
    assert f"{found.hits} of {found.named_months} · " in figures(app)[2]
    assert f"{found.base_hits} of {count(found.months)} · " in figures(app)[2]
    assert (
        f"{found.false_names} of {found.named_months} names were false alarms" in basis
    )
    assert "asked = asked to leave within 90 days" in basis


def test_every_trail_is_listed_and_opens_its_story(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    listed = sample_page(PAGE).dataframe[-1].value

    found = trails(sample_facts, last_year(sample_facts))
    assert listed["account_id"].to_list() == found["account_id"].to_list()
    assert listed["open_days"].to_list() == found["open_days"].to_list()
    assert listed["account_name"][0].endswith(f"&account={found['account_id'][0]}")


def test_a_filter_changes_the_number_shown(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, segment="smb", period="24m")

    smb = Selection(
        sample_facts.last_month - 23, sample_facts.last_month, segments=("smb",)
    )
    total = festering_total(sample_facts, smb).row(0, named=True)
    assert answer(app).startswith(
        f"**{total['festering']} of {total['notices']} ({percent(total['share'])}"
    )


def test_few_requests_are_not_told(sample_store: str, open_page: OpenPage) -> None:
    app = open_page(PAGE, url=sample_store, period="3m", segment="ent", min_mrr="5000")

    assert not app.exception
    assert "of the 10 requests it takes for a ratio." in answer(app)
    assert "Verdicts are judged for all customers: yes." in answer(app)


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
