import pytest

from insight.formats import change, count, money, percent, plotly_text, span


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (None, "–"),
        (0, "$0"),
        (-0.2, "$0"),
        (999, "$999"),
        (999.6, "$1k"),
        (1_050, "$1.1k"),
        (9_949, "$9.9k"),
        (9_960, "$10k"),
        (204_400, "$204k"),
        (999_600, "$1M"),
        (12_340_000, "$12M"),
        (2_000_000_000, "$2bn"),
        (-27_000, "−$27k"),
    ],
)
def test_money_keeps_two_or_three_digits(amount: float | None, shown: str) -> None:
    assert money(amount, currency="USD") == shown


def test_a_change_carries_its_sign() -> None:
    signs = [change(amount, currency="EUR") for amount in (31_000, 0, -5)]

    assert signs == ["+€31k", "€0", "−€5"]


def test_what_is_not_known_is_a_dash() -> None:
    assert [count(None), percent(None), span(None, 0.2)] == ["–", "–", "–"]


def test_negative_numbers_have_a_true_minus() -> None:
    assert [count(-1_200), percent(-0.051)] == ["−1,200", "−5.1%"]


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200f", "\x00", "\n"])
def test_hidden_marks_do_not_reach_a_figure(mark: str) -> None:
    assert plotly_text(f"left{mark}right") == "left right"
