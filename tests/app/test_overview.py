from collections.abc import Callable
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from insight.formats import count, money, percent
from insight.metrics.bridge import bridge
from insight.metrics.candidates import candidates
from insight.metrics.changes import changes
from insight.metrics.facts import Facts
from insight.metrics.headline import headline
from insight.metrics.reasons import Basis, control_counts
from insight.metrics.regrettable import controllable_losses
from insight.metrics.selection import Selection
from insight.metrics.today import UNDER_WAY, waiting
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
    app = sample_page(PAGE)

    value = measured(sample_facts, last_year(sample_facts))
    counts = control_counts(
        sample_facts, last_year(sample_facts), basis=Basis.CUSTOMERS
    )
    ours = counts.filter(pl.col("control").is_in(["ours", "mixed"]))["exits"].sum()
    assert figures(app) == {
        "Customers lost": count(value["exits"]),
        "Within our control": count(int(ours)),
        "Won back": count(value["returned"]),
    }
    assert any(
        f"{money(value['reactivated_mrr'], currency='USD')} MRR on return".replace(
            "$", r"\$"
        )
        == caption.value
        for caption in app.caption
    )


def test_customers_lost_and_logo_churn_are_brought_together(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    app = sample_page(PAGE)

    churn, *_, exits = headline(sample_facts, last_year(sample_facts)).rows(named=True)[
        :4
    ]
    said = next(t.value for t in app.markdown if "customers at the start" in t.value)
    assert (
        f"Of {count(churn['n'])} customers at the start {count(churn['k'])} left"
        in said
    )
    assert f"the other {count(exits['value'] - churn['k'])} joined" in said
    assert f"({percent(churn['value'])} logo churn)" in said


def test_the_bridge_shows_the_movements_of_the_metrics(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    app = sample_page(PAGE)

    steps = bridge(sample_facts, last_year(sample_facts))
    first, *_, last = steps["amount"]
    opening, closing = (money(amount, currency="USD") for amount in (first, last))
    told = [chart.proto.alt for chart in app.get("plotly_chart")]
    went = f"MRR grew from {opening} to {closing};"
    assert [alt.startswith(went) for alt in told].count(True) == 1


def test_customers_reconcile_from_the_first_day_to_the_last(
    sample_page: SamplePage,
) -> None:
    line = next(
        text.value
        for text in sample_page(PAGE).caption
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
    assert shown["Customers lost"] == count(measured(sample_facts, chosen)["exits"])
    assert shown["Customers lost"] != figures(sample_page(PAGE))["Customers lost"]


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
    assert figures(app)["Customers lost"] == count(exits)
    assert app.sidebar.caption[0].value == "Dec 2025 to Feb 2026"


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


def test_without_subscriptions_the_cards_name_the_file_and_exits_are_counted(
    small_store: str, small_facts: Facts, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=small_store)

    shown = figures(app)
    value = measured(small_facts, last_year(small_facts))
    named = [text.value for text in app.markdown if "subscriptions.csv" in text.value]
    assert shown["Customers lost"] == count(value["exits"])
    assert "MRR not known" in [caption.value for caption in app.caption]
    assert not [c.value for c in app.caption if c.value.startswith("\\$0")]
    assert len(named) == 3
    assert len(app.sidebar.number_input) == 0


def test_what_changed_is_said_with_what_is_expected(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    app = sample_page(PAGE)

    first = changes(sample_facts, last_year(sample_facts)).row(0, named=True)
    said = [h.value for h in app.header if "than usual" in h.value]
    assert len(said) == 1
    assert "More requests to leave than usual, 5 May 2025" in said[0]
    assert f"{first['k']}, expected {first['usual']:.0f}" in said[0]


def test_the_largest_losses_and_best_chances_open_their_stories(
    sample_page: SamplePage,
    sample_facts: Facts,
    cards: Callable[[AppTest], dict[str, Any]],
) -> None:
    shown = cards(sample_page(PAGE))

    losses = controllable_losses(sample_facts, last_year(sample_facts)).head(3)
    chances = candidates(sample_facts, last_year(sample_facts)).rows.head(3)
    lost = shown["Regrettable losses"].dataframe[0].value
    first = shown["Whom to call first"].dataframe[0].value
    assert lost["account_id"].to_list() == losses["account_id"].to_list()
    assert lost["mrr"].to_list() == losses["mrr"].round(0).to_list()
    assert first["account_id"].to_list() == chances["account_id"].to_list()
    assert first["account_name"][0].startswith("account_story?name=")


def test_a_filter_changes_the_losses(
    sample_store: str,
    sample_facts: Facts,
    open_page: OpenPage,
    cards: Callable[[AppTest], dict[str, Any]],
) -> None:
    app = open_page(PAGE, url=sample_store, segment="smb")

    smb = replace(last_year(sample_facts), segments=("smb",))
    losses = controllable_losses(sample_facts, smb).head(3)
    listed = cards(app)["Regrettable losses"].dataframe[0].value
    assert listed["account_id"].to_list() == losses["account_id"].to_list()


def test_what_needs_somebody_says_who_why_and_what_next(
    sample_page: SamplePage,
    sample_facts: Facts,
    cards: Callable[[AppTest], dict[str, Any]],
) -> None:
    card = cards(sample_page(PAGE))["Needs you today"]

    rows = waiting(sample_facts, last_year(sample_facts))
    leaving = rows.filter(kind=UNDER_WAY).height
    shown = card.dataframe[0].value
    assert card.header[0].value.startswith(f"{leaving} customers have asked to leave")
    assert shown["account_id"].to_list() == rows["account_id"].head(3).to_list()
    assert (shown["why"].str.len() > 0).all()
    assert set(shown["next_step"]) <= {"Send the export", "Close the account"}


def test_without_a_history_of_signals_it_is_not_called_quiet(
    small_store: str, open_page: OpenPage
) -> None:
    app = open_page(PAGE, url=small_store)

    assert not app.exception
    assert any("Cannot be told yet" in h.value for h in app.header)
