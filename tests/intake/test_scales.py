from dataclasses import replace
from decimal import Decimal

import pytest

from insight.intake.mapping import propose
from insight.intake.read import read
from insight.intake.validate import validate


def amounts(header: str, *cells: str) -> tuple[list[Decimal], str]:
    rows = (f"A{n},2026-01-0{n + 1},{cell}" for n, cell in enumerate(cells))
    lines = [f"customer,churn date,{header}", *rows]
    text = read("exits.csv", "\n".join(lines).encode())
    mapping = propose(text, table="exits")
    mapping = replace(mapping, constants={**mapping.constants, "currency": "EUR"})
    checked = validate(text, mapping)
    return checked.accepted["last_mrr"].to_list(), " ".join(checked.notes)


@pytest.mark.parametrize(
    "header", ["mrr_cents", "MRR (cents)", "MRR in Cent", "MRR en centimes"]
)
def test_cents_become_units(header: str) -> None:
    found, notes = amounts(header, "10050", "5000")

    assert found == [Decimal("100.50"), Decimal(50)]
    assert f"“{header}” are taken as hundredths" in notes


@pytest.mark.parametrize(
    "header", ["MRR kEUR", "MRR in thousands", "MRR Tsd.", "mrr_in_k"]
)
def test_thousands_become_units(header: str) -> None:
    found, notes = amounts(header, "1.5", "2")

    assert found == [Decimal(1500), Decimal(2000)]
    assert "are taken as thousands" in notes


@pytest.mark.parametrize("header", ["MRR", "MRR recent", "MRR centre", "MRR k2"])
def test_other_names_scale_nothing(header: str) -> None:
    found, notes = amounts(header, "10050", "5000")

    assert found in ([Decimal(10050), Decimal(5000)], [None, None])
    assert "are taken as" not in notes


def test_thousands_that_are_too_much_are_refused() -> None:
    found, _ = amounts("MRR kEUR", "99999999999999", "2")

    assert found == [Decimal(2000)]
