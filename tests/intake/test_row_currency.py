"""Which currency each amount is in, and what is asked where a file does not say it."""

from dataclasses import replace

import polars as pl
import pytest

from insight.currencies import currencies_in_name, currencies_meant
from insight.intake.mapping import propose
from insight.intake.questions import Question, open_questions, with_proposed
from insight.intake.read import read
from insight.intake.validate import validate


def subscriptions(
    header: str, *rows: str, **constants: str
) -> tuple[list[str | None], list[str], list[Question]]:
    """The currency of each row, the notes, and the open questions."""
    lines = [f"{n},A{n},2024-01-01,{row}" for n, row in enumerate(rows)]
    content = "\n".join([f"subscription_id,account_id,start_date,{header}", *lines])
    text = read("s.csv", content.encode())
    mapping = propose(text, table="subscriptions")
    mapping.constants.update(constants)
    asked = [q for q in open_questions(text, mapping) if q.key != "billing_interval"]
    checked = validate(text, mapping)
    return checked.accepted["currency"].to_list(), list(checked.notes), asked


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("eur", "EUR"), ("€", "EUR"), ("EUR ", "EUR"), ("Euro", "EUR"), ("US$", "USD"),
        ("us dollar", "USD"), ("CHF", "CHF"), ("Schweizer Franken", "CHF"), ("£", "GBP"),
        ("zł", "PLN"), ("R$", "BRL"), ("Kč", "CZK"), ("dólar estadounidense", "USD"),
        ("Euro (EUR)", "EUR"), ("sek", "SEK"),
    ],
)  # fmt: skip
def test_a_word_for_a_currency_is_its_code(word: str, code: str) -> None:
    codes, _, asked = subscriptions("mrr,currency", f"100,{word}")

    assert (codes, asked) == ([code], [])
    assert currencies_meant(word) == (code,)


def test_each_row_keeps_the_currency_beside_its_amount() -> None:
    codes, _, asked = subscriptions(
        "mrr", "€100", "200 GBP", "CHF 1'000.50", "300 zł", "eur 5"
    )

    assert codes == ["EUR", "GBP", "CHF", "PLN", "EUR"]
    assert asked == []


@pytest.mark.parametrize("header", ["MRR (EUR)", "mrr_eur", "MRR in €", "mrr EUR"])
def test_the_name_of_a_column_says_the_currency(header: str) -> None:
    codes, notes, asked = subscriptions(header, "100", "200")

    assert (codes, asked) == (["EUR", "EUR"], [])
    assert f"Amounts are taken in EUR, as “{header}” says." in notes


@pytest.mark.parametrize(
    "header", ["mrr", "all_mrr", "mrr try again", "cup amount", "mrr_total"]
)
def test_no_word_of_a_name_is_taken_for_a_currency(header: str) -> None:
    assert currencies_in_name(header) == ()


def test_an_amount_without_a_currency_is_asked_about_and_the_answer_is_told() -> None:
    _, _, (asked,) = subscriptions("mrr", "100", "200")
    codes, notes, left = subscriptions("mrr", "100", "200", currency="euro")

    assert (asked.key, asked.proposed) == ("currency", None)
    assert (codes, left) == (["EUR", "EUR"], [])
    assert "2 amounts are taken in EUR." in notes


def test_only_the_rows_without_a_currency_get_the_answer() -> None:
    codes, notes, asked = subscriptions("mrr,currency", "1,CHF", "2,", currency="EUR")

    assert (codes, asked) == (["CHF", "EUR"], [])
    assert "1 amount is taken in EUR." in notes


def test_a_sign_of_several_currencies_is_asked_about_only_if_nothing_else_says() -> (
    None
):
    _, _, dollars = subscriptions("mrr", "$100", "$200")
    _, _, krones = subscriptions("mrr,currency", "100,kr")
    told, _, none = subscriptions("mrr_cad", "$100")
    beside, _, nothing = subscriptions("mrr,currency", "$100,CAD", "$5,USD")

    assert [(q.key, q.example) for q in dollars] == [("dollar", "$")]
    assert [(q.key, q.example) for q in krones] == [("krone", "kr")]
    assert (told, none) == (["CAD"], [])
    assert (beside, nothing) == (["CAD", "USD"], [])


def test_the_only_stored_currency_is_proposed() -> None:
    text = read("s.csv", b"subscription_id,account_id,start_date,mrr\n1,A,2024-01-01,5")
    mapping = propose(text, table="subscriptions")
    held = pl.DataFrame({"currency": ["SEK", None, "SEK"]})

    (asked,) = open_questions(text, mapping, {"subscriptions": held})

    assert (asked.key, asked.proposed) == ("currency", "SEK")


@pytest.mark.parametrize("name", ["amount", "price", "fee"])
def test_an_amount_that_does_not_say_what_it_is_paid_for_is_asked_about(
    name: str,
) -> None:
    header = f"subscription_id,account_id,start_date,{name},currency\n"
    text = read("s.csv", f"{header}1,A,2024-01-01,5,EUR".encode())

    mapping = propose(text, table="subscriptions")
    keys = [q.key for q in open_questions(text, mapping)]

    assert keys == ["billing_interval"]


@pytest.mark.parametrize(
    ("name", "interval"), [("mrr", "month"), ("ARR", "year"), ("yearly fee", "year")]
)
def test_a_name_that_says_what_it_is_paid_for_is_believed_and_told(
    name: str, interval: str
) -> None:
    header = f"subscription_id,account_id,start_date,{name},currency\n"
    text = read("s.csv", f"{header}1,A,2024-01-01,5,EUR".encode())

    mapping = propose(text, table="subscriptions")
    checked = validate(text, mapping)

    assert open_questions(text, mapping) == ()
    assert checked.accepted["billing_interval"].to_list() == [interval]
    assert f"Amounts are taken per {interval}." in checked.notes


def test_the_interval_of_rows_that_say_none_is_asked_about() -> None:
    header = "subscription_id,account_id,start_date,amount,currency,billing_interval\n"
    rows = "1,A,2024-01-01,5,EUR,month\n2,B,2024-01-01,5,EUR,\n"
    text = read("s.csv", f"{header}{rows}".encode())
    mapping = propose(text, table="subscriptions")

    keys = [q.key for q in open_questions(text, mapping)]
    mapping.constants["billing_interval"] = "year"

    assert keys == ["billing_interval"]
    assert validate(text, mapping).accepted["billing_interval"].to_list() == [
        "month",
        "year",
    ]


def test_the_mrr_of_records_counts_in_the_reporting_currency_unless_told() -> None:
    text = read("churn.csv", b"account_id,exit_date,mrr\nA1,2025-03-01,120\n")
    mapping = propose(text, table="exits")

    usual = with_proposed(text, mapping)
    told = replace(usual, constants={"currency": "EUR"})

    assert open_questions(text, usual) == ()
    assert validate(text, usual).accepted["currency"].to_list() == [None]
    assert "the reporting currency is meant" in " ".join(validate(text, usual).notes)
    assert validate(text, told).accepted["currency"].to_list() == ["EUR"]
