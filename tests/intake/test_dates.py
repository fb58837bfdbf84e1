from datetime import date

import polars as pl
import pytest
from polars.testing import assert_series_equal

from insight.intake.dates import DAY_FIRST, MONTH_FIRST, date_evidence, parse_dates
from insight.intake.evidence import MIXED, Evidence


@pytest.mark.parametrize(
    "cell",
    [
        "2024-10-27",
        "2024/10/27",
        "2024.10.27",
        "20241027",
        "27/10/2024",
        "27.10.2024",
        "27-10-2024",
        "27/10/24",
        "27 Oct 2024",
        "Oct 27, 2024",
        "27 October 2024",
        "October 27, 2024",
        "27-Oct-24",
        "2024-10-27T09:30:00Z",
        "2024-10-27 09:30:00+02:00",
        "2024-10-27 09:30:00.123",
        "27/10/2024 9:30 PM",
        "45592",
        "45592.75",
        "1730021400",
        "1730021400000",
    ],
)
def test_a_date_is_read_in_every_usual_spelling(cell: str) -> None:
    dates = parse_dates(pl.Series([cell]), reading=DAY_FIRST)

    assert dates.to_list() == [date(2024, 10, 27)]


@pytest.mark.parametrize(
    "cell",
    [
        "2024-02-30",
        "2023-02-29",
        "0000-00-00",
        "1900-01-00",
        "9999-12-31",
        "31/04/2024",
        "2024-13-01",
        "2024-10-27garbage",
        "0024-10-27",
        "#VALUE!",
        "never",
        "Q3 2024",
        "٢٠٢٤-١٠-٢٧",
        "12",
        "1989-12-31",
    ],
)
def test_what_is_no_date_from_1990_to_2099_stays_empty(cell: str) -> None:
    dates = parse_dates(pl.Series([cell]), reading=DAY_FIRST)

    assert dates.to_list() == [None]


def test_the_order_of_day_and_month_follows_the_reading() -> None:
    cells = pl.Series(["01/02/2024", "3/3/24"])

    day_first = parse_dates(cells, reading=DAY_FIRST)
    month_first = parse_dates(cells, reading=MONTH_FIRST)

    assert day_first.to_list() == [date(2024, 2, 1), date(2024, 3, 3)]
    assert month_first.to_list() == [date(2024, 1, 2), date(2024, 3, 3)]


def test_in_a_mixed_column_only_dates_that_read_one_way_are_taken() -> None:
    cells = pl.Series(["27/10/2024", "10/27/2024", "01/02/2024", "05/05/2024"])

    dates = parse_dates(cells, reading=MIXED)

    assert_series_equal(
        dates,
        pl.Series([date(2024, 10, 27), date(2024, 10, 27), None, date(2024, 5, 5)]),
        check_names=False,
    )


@pytest.mark.parametrize(
    ("cells", "evidence"),
    [
        (["01/02/2024", "27/10/2024"], Evidence(frozenset({DAY_FIRST}), "01/02/2024")),
        (
            ["01/02/2024", "10/27/2024"],
            Evidence(frozenset({MONTH_FIRST}), "01/02/2024"),
        ),
        (
            ["27/10/2024", "10/27/2024"],
            Evidence(frozenset({DAY_FIRST, MONTH_FIRST}), None),
        ),
        (["01/02/2024", "03/04/2024"], Evidence(frozenset(), "01/02/2024")),
        (["05/05/2024", "2024-01-02", "n/a", None], Evidence(frozenset(), None)),
    ],
)
def test_all_values_of_a_column_decide_what_is_proven(
    cells: list[str | None], evidence: Evidence
) -> None:
    found = date_evidence(pl.Series(cells, dtype=pl.String))

    assert found == evidence


def test_only_an_ambiguous_column_without_proof_is_open() -> None:
    ambiguous = Evidence(frozenset(), "01/02/2024")
    proven = Evidence(frozenset({DAY_FIRST}), "01/02/2024")

    assert ambiguous.is_open()
    assert not proven.is_open()
    assert ambiguous.reading(MONTH_FIRST, default=DAY_FIRST) == MONTH_FIRST
    assert proven.reading(MONTH_FIRST, default=DAY_FIRST) == DAY_FIRST
