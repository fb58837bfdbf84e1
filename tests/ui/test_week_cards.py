from streamlit.testing.v1 import AppTest

from insight.ui.week_cards import MOST_CARDS


def page(number: int) -> None:
    from insight.review.cards import Card  # noqa: PLC0415 - the page runs elsewhere
    from insight.ui.week_cards import exit_cards  # noqa: PLC0415

    cards = [Card(f"A{n}", f"Customer {n}", "$9", False, ()) for n in range(number)]
    exit_cards(cards, basis="Last week", note="They left.")


def names(number: int) -> tuple[list[str], list[str]]:
    app = AppTest.from_function(page, kwargs={"number": number}).run()
    assert not app.exception
    captions = [caption.value for caption in app.caption]
    return [text.value for text in app.text], captions


def test_the_exits_of_a_week_have_a_card_each() -> None:
    shown, captions = names(4)

    assert shown == ["Customer 0", "Customer 1", "Customer 2", "Customer 3"]
    assert captions == ["Last week"]


def test_only_those_who_paid_most_have_a_card_of_very_many() -> None:
    shown, captions = names(MOST_CARDS + 1)

    assert shown[-1] == f"Customer {MOST_CARDS - 1}"
    assert len(shown) == MOST_CARDS
    assert "holds all 61" in captions[-1]
