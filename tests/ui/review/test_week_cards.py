import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from insight.review.plain import plain
from insight.ui.review.week_cards import AT_ONCE, known

PAYLOADS = Path(__file__).parents[2] / "app" / "payloads.toml"
HOSTILE = tomllib.loads(PAYLOADS.read_text(encoding="utf-8"))["markup"]


class Seen(HTMLParser):
    """The tags and the texts a browser would make of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def page(number: int) -> None:
    from insight.metrics.week import Week  # noqa: PLC0415
    from insight.review.cards import Card  # noqa: PLC0415 - the page runs elsewhere
    from insight.store.people import Person  # noqa: PLC0415
    from insight.ui.access import here  # noqa: PLC0415
    from insight.ui.review.week_cards import exit_cards  # noqa: PLC0415

    cards = [Card(f"A{n}", f"Customer {n}", "$9", False, ()) for n in range(number)]
    with here(Person("reader@x.test", "viewer")):
        exit_cards(cards, week=Week(2026, 7), note="They left.")


def opened(number: int) -> AppTest:
    app = AppTest.from_function(page, kwargs={"number": number}).run()
    assert not app.exception
    return app


def names(app: AppTest) -> list[str]:
    cards = [Seen(element.proto.body) for element in app.get("html")]
    return [text for card in cards if card.tags == ["h3"] for text in card.texts]


def test_the_exits_of_a_week_have_a_card_each() -> None:
    app = opened(AT_ONCE)

    assert names(app) == [f"Customer {n}" for n in range(AT_ONCE)]
    assert [caption.value for caption in app.caption] == ["Exits"]
    assert list(app.button) == []


def test_of_many_exits_those_who_paid_most_come_first_and_the_others_at_a_click() -> (
    None
):
    number = 2 * AT_ONCE + 1
    app = opened(number)

    assert names(app) == [f"Customer {n}" for n in range(AT_ONCE)]
    assert f"The {AT_ONCE} with most MRR of {number}" in app.caption[-1].value
    assert app.button[0].label == f"Show {AT_ONCE} more"
    app.button[0].click().run()
    assert app.button[0].label == "Show 1 more"
    app.button[0].click().run()
    assert names(app) == [f"Customer {n}" for n in range(number)]
    assert list(app.button) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_what_they_said_is_shown_letter_by_letter(text: str) -> None:
    seen = Seen(known([("They said", text), ("Offered", "nothing")]))

    assert seen.tags == ["dl", "dt", "dd", "dt", "dd"]
    assert seen.texts == ["They said", plain(text), "Offered", "nothing"]
