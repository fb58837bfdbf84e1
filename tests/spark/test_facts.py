"""The whole fact build on Spark says what it says on Polars."""

from dataclasses import fields

import narwhals as nw
import pytest
from polars.testing import assert_frame_equal

from insight.metrics.facts import Facts
from insight.metrics.frame import polars

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas"),
]


@pytest.mark.parametrize("name", [field.name for field in fields(Facts)])
def test_a_fact_is_the_same_on_spark(both: tuple[Facts, Facts], name: str) -> None:
    here, there = (getattr(facts, name) for facts in both)

    if isinstance(here, nw.LazyFrame):
        assert_frame_equal(polars(there), polars(here), check_row_order=False)
    else:
        assert there == here
