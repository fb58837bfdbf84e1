from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from insight.formats import count
from insight.intake.folder import read_folder
from insight.metrics.build import build_facts
from insight.metrics.facts import Facts
from insight.metrics.headline import headline
from insight.metrics.selection import Selection
from insight.settings import OPTIONS, RANGES, Choices, chosen
from insight.taxonomy import RAW_REASONS, REASONS, use_own
from insight.ui.data.meanings import definitions
from insight.ui.sample import FOLDER

PAGE = "data/definitions"
AS_OF = date(2026, 2, 28)
Card = Callable[[AppTest, str], pl.DataFrame]
OpenPage = Callable[..., AppTest]
StoreOf = Callable[[Mapping[str, pl.DataFrame]], str]


def in_force(app: AppTest, card: Card) -> dict[str, str]:
    shown = card(app, "Choices in force")
    return dict(shown.select("setting", "in_force").rows())


def button(app: AppTest, label: str) -> Any:
    return next(button for button in app.button if button.label == label)


def exits_said(app: AppTest) -> str:
    return next(str(m.value) for m in app.metric if m.label == "Customers lost")


def exits_in(facts: Facts) -> str:
    months = Selection(facts.last_month - 11, facts.last_month)
    exits = headline(facts, months).filter(measure="exits")["value"].item()
    return count(exits)


@pytest.fixture
def card(cards: Callable[[AppTest], dict[str, Any]]) -> Card:
    return lambda app, title: pl.from_pandas(cards(app)[title].dataframe[0].value)


@pytest.mark.parametrize("store", ["sample_store", "small_store", "empty_store"])
def test_every_definition_choice_and_reason_is_shown_on_every_store(
    store: str,
    open_page: OpenPage,
    request: pytest.FixtureRequest,
    card: Card,
) -> None:
    app = open_page(PAGE, url=request.getfixturevalue(store))

    titles = [f"{section.number} {section.title}" for section in definitions()]
    assert not app.exception
    assert [expander.label for expander in app.expander] == titles
    choices = card(app, "Choices in force")["setting"]
    assert sorted(choices) == sorted(asdict(Choices()))
    assert card(app, "Reasons").height == len(REASONS)
    assert card(app, "Words for reasons").height == len(RAW_REASONS)


def test_the_values_are_those_in_force(
    sample_store: str, open_page: OpenPage, card: Card
) -> None:
    app = open_page(PAGE, url=sample_store)

    said = in_force(app, card)
    choices = Choices()
    assert said["grace_days"] == f"{choices.grace_days} days"
    assert said["horizons"] == "90, 180, 365 days"
    assert said["good_score"] == str(choices.good_score)
    assert said["currency"] == "USD: the currency of most MRR"


def test_a_link_finds_a_definition(sample_store: str, open_page: OpenPage) -> None:
    app = open_page(PAGE, url=sample_store, find="kaplan")

    assert "1.5 Coming back" in [expander.label for expander in app.expander]
    assert len(app.expander) < len(definitions())
    assert all(
        "kaplan" in text.value.lower() for box in app.expander for text in box.markdown
    )


def test_a_changed_choice_counts_every_month_again_and_can_be_taken_back(
    store_of: StoreOf,
    open_page: OpenPage,
    card: Card,
) -> None:
    tables = read_folder(FOLDER)
    url = store_of(tables)
    app = open_page(PAGE, url=url)

    app.selectbox(key="choice name").set_value("grace_days").run()
    app.number_input(key="choice grace_days").set_value(90).run()
    button(app, "Count with this value").click().run()

    assert in_force(app, card)["grace_days"] == "90 days"
    changes = card(app, "Changed choices")
    assert changes.select("by", "set_to").rows() == [("not signed in", "90")]
    facts = build_facts(tables, as_of=AS_OF, choices=Choices(grace_days=90))
    assert exits_said(open_page("home/overview", url=url)) == exits_in(facts)

    button(app, "Back to 30").click().run()

    facts = build_facts(tables, as_of=AS_OF, choices=Choices())
    assert in_force(app, card)["grace_days"] == "30 days"
    assert exits_said(open_page("home/overview", url=url)) == exits_in(facts)


def test_the_reporting_currency_can_be_chosen_and_left_to_the_data(
    store_of: StoreOf,
    open_page: OpenPage,
    card: Card,
) -> None:
    url = store_of(read_folder(FOLDER))
    app = open_page(PAGE, url=url)

    app.selectbox(key="reporting currency").set_value("EUR").run()
    button(app, "Show money in this currency").click().run()
    chosen_now = in_force(app, card)["currency"]
    changes = card(app, "Changed choices")
    button(app, "Use the currency of most MRR").click().run()

    assert chosen_now.startswith("EUR: chosen")
    assert changes.select("set_to").rows() == [("EUR",)]
    assert in_force(app, card)["currency"].startswith("USD: ")


def test_the_time_zone_of_days_can_be_chosen_and_left_to_the_default(
    store_of: StoreOf, open_page: OpenPage, card: Card
) -> None:
    app = open_page(PAGE, url=store_of(read_folder(FOLDER)))

    app.selectbox(key="choice time_zone").set_value("Pacific/Auckland").run()
    button(app, "Use this time zone").click().run()
    chosen_now = in_force(app, card)["time_zone"]
    button(app, "Back to UTC").click().run()

    assert (chosen_now, in_force(app, card)["time_zone"]) == ("Pacific/Auckland", "UTC")


def test_an_admin_adds_a_reason_of_a_second_level_and_words_become_it(
    store_of: StoreOf,
    open_page: OpenPage,
    card: Card,
) -> None:
    app = open_page(PAGE, url=store_of(read_folder(FOLDER)))

    app.text_input(key="own reason label").set_value("Bought by a fund").run()
    app.selectbox(key="own reason parent").set_value("merger").run()
    button(app, "Add it").click().run()
    added = card(app, "Reasons").filter(pl.col("label").str.contains("fund"))
    button(app, "Retire it").click().run()
    retired = card(app, "Reasons")["label"]
    use_own(())

    assert added.select("theme", "label", "whose").rows() == [
        (
            "Company change",
            "Merger or acquisition: Bought by a fund",
            "Outside our control",
        )
    ]
    assert "Merger or acquisition: Bought by a fund (retired)" in retired.to_list()


def test_an_admin_says_what_a_stored_word_means(
    store_of: StoreOf, open_page: OpenPage
) -> None:
    tables = read_folder(FOLDER)
    word = pl.lit("Zu teuer")
    exits = tables["exits"].with_columns(reason_code=word, stated_reason_code=word)
    app = open_page(PAGE, url=store_of({**tables, "exits": exits}))

    offered = [
        box.options for box in app.selectbox if box.key == "word without meaning"
    ]
    app.selectbox(key="word means").set_value("price_for_value").run()
    button(app, "Give it this meaning").click().run()

    assert not app.exception
    assert offered == [[f"Zu teuer ({2 * exits.height:,})"]]
    assert [b for b in app.selectbox if b.key == "word without meaning"] == []


@pytest.mark.parametrize(
    "values",
    [
        {"grace_days": 0},
        {"grace_days": 181},
        {"horizons": 90},
        {"exits": 1},
        {"free_plan": "gone"},
    ],
)
def test_a_choice_that_cannot_be_is_refused(values: dict[str, float | str]) -> None:
    with pytest.raises(ValueError, match=next(iter(values))):
        chosen(values)


def test_every_choice_that_may_be_changed_is_within_its_range_by_default() -> None:
    defaults = {name: getattr(Choices(), name) for name in (*RANGES, *OPTIONS)}

    assert chosen(defaults) == Choices()


def test_a_choice_between_words_is_made_on_the_page(
    store_of: StoreOf, open_page: OpenPage, card: Card
) -> None:
    app = open_page(PAGE, url=store_of(read_folder(FOLDER)))

    app.selectbox(key="choice name").set_value("free_plan").run()
    app.radio(key="choice free_plan").set_value("contraction").run()
    button(app, "Count with this value").click().run()

    assert not app.exception
    assert in_force(app, card)["free_plan"] == "contraction"
