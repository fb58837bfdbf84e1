"""Any table that the schema allows goes into integers and comes back as it was."""

from datetime import date
from decimal import Decimal

import polars as pl
from hypothesis import given
from hypothesis import strategies as some
from polars.testing import assert_frame_equal

from insight.store.narrow_columns import narrow, narrow_schema, typed

SCHEMA = pl.Schema(
    {
        "name": pl.String(),
        "day": pl.Date(),
        "amount": pl.Decimal(18, 4),
        "rate": pl.Decimal(18, 8),
        "count": pl.Int64(),
        "flag": pl.Boolean(),
    }
)
MOST = 10**18 - 1


def scaled(places: int) -> some.SearchStrategy[Decimal]:
    units = some.integers(-MOST, MOST)
    return units.map(lambda number: Decimal(number).scaleb(-places))


ROWS = some.lists(
    some.tuples(
        some.none() | some.text(),
        some.none() | some.dates(),
        some.none() | scaled(4),
        some.none() | scaled(8),
        some.none() | some.integers(-(2**63), 2**63 - 1),
        some.none() | some.booleans(),
    )
)


@given(ROWS, some.integers(0, 3))
def test_every_value_comes_back(rows: list[tuple[object, ...]], skipped: int) -> None:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")[skipped:]

    found = typed(narrow(frame), SCHEMA)

    assert_frame_equal(found, frame)


def test_the_integers_are_days_and_smallest_units() -> None:
    row = ("a", date(1970, 1, 31), Decimal("1.5"), Decimal("0.25"), 7, True)
    frame = pl.DataFrame([row], schema=SCHEMA, orient="row")

    found = narrow(frame)

    assert found.row(0) == ("a", 30, 15_000, 25_000_000, 7, True)
    assert found.schema == narrow_schema(SCHEMA)
    assert found.schema["day"] == pl.Int32
