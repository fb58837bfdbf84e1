from decimal import Decimal

import polars as pl
import pytest

from insight.intake.amounts import (
    COMMA,
    POINT,
    amount_evidence,
    marks_of,
    parse_amounts,
)
from insight.intake.evidence import MIXED, Evidence


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1234.5", "1234.5"),
        ("$1,234.56", "1234.56"),
        ("(1,234.56)", "-1234.56"),
        ("-1,234.56", "-1234.56"),
        ("$-5", "-5"),
        ("-$5", "-5"),
        ("(5 EUR)", "-5"),
        ("1234.56-", "-1234.56"),
        ("\u22121234,56", "-1234.56"),
        ("1\u00a0234,56", "1234.56"),
        ("1\u202f234,56 €", "1234.56"),
        ("€1.234,56", "1234.56"),
        ("USD 1234.56", "1234.56"),
        ("1,23,456.78", "123456.78"),
        ("1'234.56", "1234.56"),
        ("1.234.567", "1234567"),
        ("0.125", "0.125"),
        ("1234,567", "1234.567"),
        (".5", "0.5"),
        ("+5", "5"),
        ("0", "0"),
    ],
)
def test_an_amount_that_reads_one_way_is_taken_even_in_a_mixed_column(
    cell: str, amount: str
) -> None:
    amounts = parse_amounts(pl.Series([cell]), reading=MIXED, scale=4)

    assert amounts.to_list() == [Decimal(amount).quantize(Decimal("1.0000"))]


@pytest.mark.parametrize(
    "cell",
    [
        "1.234",
        "1,234",
        "NaN",
        "∞",
        "12%",
        "1.2K",
        "1e3",
        "12,345,67",
        "--5",
        "(",
        "",
        "x",
    ],
)
def test_what_is_no_amount_or_reads_two_ways_stays_empty_in_a_mixed_column(
    cell: str,
) -> None:
    amounts = parse_amounts(pl.Series([cell]), reading=MIXED, scale=4)

    assert amounts.to_list() == [None]


def test_the_decimal_mark_follows_the_reading() -> None:
    cells = pl.Series(["1.234", "1,234"])

    pointed = parse_amounts(cells, reading=POINT, scale=4)
    commaed = parse_amounts(cells, reading=COMMA, scale=4)

    assert pointed.to_list() == [Decimal("1.2340"), Decimal("1234.0000")]
    assert commaed.to_list() == [Decimal("1234.0000"), Decimal("1.2340")]


@pytest.mark.parametrize(
    ("cells", "evidence"),
    [
        (["12", "1.50", "1,234"], Evidence(frozenset({POINT}), "1,234")),
        (["12", "1,50", "1.234"], Evidence(frozenset({COMMA}), "1.234")),
        (["1,50", "1.50"], Evidence(frozenset({POINT, COMMA}), None)),
        (["1.234", "n/a"], Evidence(frozenset(), "1.234")),
        (["100", "0", None], Evidence(frozenset(), None)),
    ],
)
def test_all_amounts_of_a_column_decide_what_is_proven(
    cells: list[str | None], evidence: Evidence
) -> None:
    found = amount_evidence(pl.Series(cells, dtype=pl.String))

    assert found == evidence


def test_the_currency_beside_a_number_is_found() -> None:
    cells = pl.Series(["$5", "US$5", "(£5)", "5 €", "CHF 5", "5", "-5 USD"])

    marks = marks_of(cells)

    assert marks.to_list() == ["$", "US$", "£", "€", "CHF", None, "USD"]
