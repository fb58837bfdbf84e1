from collections.abc import Callable
from dataclasses import asdict

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from insight.settings import Choices
from insight.taxonomy import RAW_REASONS, REASONS
from insight.ui.meanings import definitions

PAGE = "data/definitions"
OpenPage = Callable[..., AppTest]


def card(app: AppTest, title: str) -> pl.DataFrame:
    place = [header.value for header in app.header].index(title)
    return pl.from_pandas(app.dataframe[place].value)


@pytest.mark.parametrize("store", ["sample_store", "small_store", "empty_store"])
def test_every_definition_choice_and_reason_is_shown_on_every_store(
    store: str, open_page: OpenPage, request: pytest.FixtureRequest
) -> None:
    app = open_page(PAGE, url=request.getfixturevalue(store))

    titles = [f"{section.number} {section.title}" for section in definitions()]
    assert not app.exception
    assert [expander.label for expander in app.expander] == titles
    choices = card(app, "Which choices are in force?")["name"]
    assert sorted(choices) == sorted(asdict(Choices()))
    assert card(app, "Which reasons are there?").height == len(REASONS)
    assert card(app, "Which words become which reason?").height == len(RAW_REASONS)


def test_the_values_are_those_in_force(sample_store: str, open_page: OpenPage) -> None:
    app = open_page(PAGE, url=sample_store)

    shown = card(app, "Which choices are in force?")
    said = dict(shown.select("name", "in_force").rows())
    choices = Choices()
    assert said["grace_days"] == f"{choices.grace_days} days"
    assert said["horizons"] == "90, 180, 365 days"
    assert said["good_score"] == str(choices.good_score)
    assert said["currency"] == choices.currency


def test_a_link_finds_a_definition(sample_store: str, open_page: OpenPage) -> None:
    app = open_page(PAGE, url=sample_store, find="kaplan")

    assert "1.5 Coming back" in [expander.label for expander in app.expander]
    assert len(app.expander) < len(definitions())
    assert all(
        "kaplan" in text.value.lower() for box in app.expander for text in box.markdown
    )
