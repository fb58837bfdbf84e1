from collections.abc import Callable
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from insight.formats import count, money, percent
from insight.metrics.bridge import bridge
from insight.metrics.candidates import candidates
from insight.metrics.changes import changes
from insight.metrics.facts import Facts
from insight.metrics.headline import headline
from insight.metrics.regrettable import controllable_losses
from insight.metrics.selection import Selection
from insight.ui.frame import UNFILTERED

PAGE = "home/overview"
OpenPage = Callable[..., AppTest]
SamplePage = Callable[[str], AppTest]


def last_year(facts: Facts) -> Selection:
    return Selection(facts.last_month - 11, facts.last_month)


def figures(app: AppTest) -> dict[str, str]:
    return {metric.label: metric.value for metric in app.metric}


def measured(facts: Facts, selection: Selection) -> dict[str, float]:
    return dict(headline(facts, selection).select("measure", "value").rows())


def test_the_figures_are_those_of_the_metrics(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    shown = figures(sample_page(PAGE))

    value = measured(sample_facts, last_year(sample_facts))
    assert shown == {
        "Logo churn": percent(value["logo_churn"]),
        "GRR": percent(value["grr"]),
        "NRR": percent(value["nrr"]),
        "Exits": count(value["exits"]),
        "Came back": count(value["returned"]),
        "MRR back": money(value["reactivated_mrr"], currency="USD"),
    }


def test_the_answer_comes_before_any_figure_and_carries_k_of_n(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    app = sample_page(PAGE)

    churn = headline(sample_facts, last_year(sample_facts)).row(0, named=True)
    k_of_n = f"{count(churn['k'])} of {count(churn['n'])} ({percent(churn['value'])}"
    answers = [text.value for text in app.markdown if "customers left" in text.value]
    assert k_of_n in answers[0]
    assert "in Mar 2025 – Feb 2026" in answers[0]


def test_the_bridge_shows_the_movements_of_the_metrics(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    app = sample_page(PAGE)

    steps = bridge(sample_facts, last_year(sample_facts))
    first, *_, last = steps["amount"]
    opening, closing = (money(amount, currency="USD") for amount in (first, last))
    told = [chart.proto.alt for chart in app.get("plotly_chart")]
    went = f"MRR went from {opening} to {closing}:"
    assert [alt.startswith(went) for alt in told].count(True) == 1


def test_customers_reconcile_from_the_first_day_to_the_last(
    sample_page: SamplePage,
) -> None:
    line = next(
        text.value
        for text in sample_page(PAGE).markdown
        if text.value.startswith("Customers:")
    )

    numbers = [
        int(word.strip("*").replace(",", ""))
        for word in line.split()
        if word.strip("*").replace(",", "").isdigit()
    ]
    start, new, back, left, merged, end = numbers
    assert start + new + back - left - merged == end


@pytest.mark.parametrize(
    ("filters", "selection"),
    [
        ({"segment": "smb"}, {"segments": ("smb",)}),
        ({"region": "EMEA"}, {"regions": ("EMEA",)}),
        ({"min_mrr": "500"}, {"min_mrr": 500}),
    ],
)
def test_a_link_restores_a_filter_and_the_filter_changes_the_numbers(
    filters: dict[str, str],
    selection: dict[str, object],
    sample_store: str,
    sample_facts: Facts,
    sample_page: SamplePage,
    open_page: OpenPage,
) -> None:
    shown = figures(open_page(PAGE, url=sample_store, **filters))

    months = last_year(sample_facts)
    chosen = Selection(months.first_month, months.last_month, **selection)  # type: ignore[arg-type]
    assert shown["Exits"] == count(measured(sample_facts, chosen)["exits"])
    assert shown["Exits"] != figures(sample_page(PAGE))["Exits"]


def test_a_filter_the_address_lost_is_written_into_it_again(
    sample_store: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, segment="smb")
    app.query_params.clear()

    app.run()

    assert app.query_params["segment"] == "smb"
    assert app.sidebar.multiselect(key="segment").value == ["smb"]


def test_a_filter_in_force_is_said_at_the_top(
    sample_store: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, segment="smb")

    assert [text.value for text in app.main.text] == ["Segment: smb"]
    assert app.sidebar.multiselect(key="segment").value == ["smb"]


def test_choosing_a_period_changes_the_numbers_and_says_its_months(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store)

    app.sidebar.segmented_control(key="period").set_value("3m").run()

    months = Selection(sample_facts.last_month - 2, sample_facts.last_month)
    exits = measured(sample_facts, months)["exits"]
    assert figures(app)["Exits"] == count(exits)
    assert app.sidebar.caption[0].value == "Dec 2025 – Feb 2026"


@pytest.mark.parametrize(
    ("page", "waits"), [("home/overview", False), ("data/definitions", True)]
)
def test_a_page_says_where_filters_do_not_count(
    page: str, *, waits: bool, sample_store: str, open_page: OpenPage
) -> None:
    app = open_page(page, url=sample_store, segment="smb")

    said = [each.value for each in app.sidebar.caption]
    assert (UNFILTERED in said) is waits
    assert any("Segment: smb" in each.value for each in app.text) is not waits


def test_a_period_that_is_none_is_dropped_from_the_link(
    sample_store: str, sample_page: SamplePage, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, period="7m", segment="nobody")

    assert figures(app) == figures(sample_page(PAGE))


def test_without_subscriptions_the_page_names_the_file_and_counts_the_exits(
    small_store: str, small_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=small_store)

    shown = figures(app)
    value = measured(small_facts, last_year(small_facts))
    named = [text.value for text in app.markdown if "subscriptions.csv" in text.value]
    assert shown["Exits"] == count(value["exits"])
    assert shown["Logo churn"] == shown["GRR"] == shown["NRR"] == "–"
    assert len(named) == 1
    assert shown["MRR back"] == "–"
    assert len(app.sidebar.number_input) == 0


def test_what_changed_is_said_with_what_is_usual(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    app = sample_page(PAGE)

    found = changes(sample_facts, last_year(sample_facts))
    (said,) = (m.value for m in app.markdown if "would be usual" in m.value)
    assert len(said.splitlines()) == found.height
    for line, row in zip(said.splitlines(), found.rows(named=True), strict=True):
        assert f"{row['k']} where {row['usual']:.0f} would be usual" in line
    assert "customers asked to leave** from 5 May 2025" in said


def test_the_largest_losses_and_best_chances_open_their_stories(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    app = sample_page(PAGE)

    losses = controllable_losses(sample_facts, last_year(sample_facts)).head(3)
    chances = candidates(sample_facts, last_year(sample_facts)).rows.head(3)
    three = [t.value for t in app.dataframe if "story" in t.value.columns]
    assert three[0]["account_id"].to_list() == losses["account_id"].to_list()
    assert three[0]["mrr"].to_list() == losses["mrr"].to_list()
    assert three[1]["account_id"].to_list() == chances["account_id"].to_list()
    assert three[1]["story"][0].startswith("account_story?account=")


def test_a_filter_changes_the_losses(
    sample_store: str, sample_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=sample_store, segment="smb")

    months = last_year(sample_facts)
    smb = replace(months, segments=("smb",))
    losses = controllable_losses(sample_facts, smb).head(3)
    listed = next(t.value for t in app.dataframe if "story" in t.value.columns)
    assert listed["account_id"].to_list() == losses["account_id"].to_list()


def test_without_a_history_of_signals_it_is_not_called_quiet(
    small_store: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=small_store)

    assert not app.exception
    assert any("Cannot be told yet" in m.value for m in app.markdown)
