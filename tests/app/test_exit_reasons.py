from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from insight.formats import count
from insight.metrics.facts import Facts
from insight.metrics.named_reasons import named_counts
from insight.metrics.reasons import Basis, exits_behind, meanings, reason_counts
from insight.metrics.selection import Selection

PAGE = "leaving/exit_reasons"
REASONS = "Reasons for leaving"
OpenPage = Callable[..., AppTest]
SamplePage = Callable[[str], AppTest]
Cards = Callable[[AppTest], dict[str, Any]]


def last_year(facts: Facts) -> Selection:
    return Selection(facts.last_month - 11, facts.last_month)


def finding(card: Any) -> str:
    return str(card.header[0].value)


def test_customers_lost_are_counted_and_records_by_a_switch_in_the_link(
    sample_page: SamplePage,
    sample_store: str,
    sample_facts: Facts,
    open_page: OpenPage,
    cards: Cards,
) -> None:
    by_link = open_page(PAGE, url=sample_store, basis="Exit records")

    meant = meanings(sample_facts, last_year(sample_facts))
    lost = finding(cards(sample_page(PAGE))[REASONS])
    recorded = finding(cards(by_link)[REASONS])
    assert f"of {count(meant.customers_lost)} exits" in lost
    assert f"of {count(meant.exit_records)} exits" in recorded
    assert by_link.segmented_control(key="basis").value == "Exit records"


def test_the_page_says_what_it_counts_beside_what_else_could_be_meant(
    sample_page: SamplePage, sample_facts: Facts
) -> None:
    captions = [caption.value for caption in sample_page(PAGE).main.caption]

    meant = meanings(sample_facts, last_year(sample_facts))
    line = next(line for line in captions if line.startswith("Counted here"))
    assert (
        f"**{count(meant.customers_lost)} exits of {count(meant.accounts_lost)}" in line
    )
    assert f"{count(meant.exit_records)} exit records" in line


def test_reasons_named_at_all_are_a_switch(
    sample_store: str, sample_facts: Facts, open_page: OpenPage, cards: Cards
) -> None:
    app = open_page(PAGE, url=sample_store, named="Any named")

    year = last_year(sample_facts)
    named = named_counts(sample_facts, year, basis=Basis.CUSTOMERS)
    first = named.row(0, named=True)
    assert first["contributing"] > 0
    assert f"{first['exits']} of {first['n']}" in finding(cards(app)[REASONS])


def test_the_exits_behind_a_reason_are_listed_for_whoever_asks(
    sample_store: str,
    sample_page: SamplePage,
    sample_facts: Facts,
    open_page: OpenPage,
    cards: Cards,
) -> None:
    app = open_page(PAGE, url=sample_store)
    app.selectbox(key="reason").set_value("price_rise").run()

    behind = exits_behind(
        sample_facts, last_year(sample_facts), basis=Basis.CUSTOMERS, code="price_rise"
    )
    card = cards(app)["Exits behind the reason"]
    listed = card.dataframe[0].value
    assert listed["account_id"].to_list() == behind["account_id"].to_list()
    assert finding(card).startswith(f"{behind.height} exits for Price rise")
    assert "Exits behind the reason" not in cards(sample_page(PAGE))


def test_accounts_and_exits_alone_are_enough(
    small_store: str, small_facts: Facts, open_page: OpenPage, cards: Cards
) -> None:
    app = open_page(PAGE, url=small_store)

    reasons = reason_counts(small_facts, last_year(small_facts), basis=Basis.CUSTOMERS)
    assert f"of {reasons['exits'].sum()} exits" in finding(cards(app)[REASONS])
    assert len(app.get("plotly_chart")) >= 3


@pytest.mark.parametrize("basis", ["Customers lost", "Exit records"])
def test_a_selection_without_exits_draws_nothing(
    basis: str, sample_store: str, open_page: OpenPage, cards: Cards
) -> None:
    app = open_page(PAGE, url=sample_store, min_mrr="9000000", basis=basis)

    assert finding(cards(app)[REASONS]).startswith("Nobody left")
    assert app.get("plotly_chart") == []
    assert not app.exception
