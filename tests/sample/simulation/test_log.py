import numpy as np
import polars as pl
from polars.testing import assert_frame_equal

from insight.sample.simulation.diary import Diary
from insight.sample.simulation.log import Log

SCHEMA = pl.Schema({"account": pl.Int64, "day": pl.Int64, "how": pl.String})


def test_rows_are_kept_in_order_and_single_facts_hold_for_all() -> None:
    log = Log()

    log.add("spells", account=np.array([3, 1]), day=np.array([10, 11]), how="asked")
    log.add("spells", account=np.array([2]), day=12, how="merged")
    log.add("spells", account=np.array([], dtype=np.int64), day=13, how="asked")

    expected = pl.DataFrame(
        {"account": [3, 1, 2], "day": [10, 11, 12], "how": ["asked", "asked", "merged"]}
    )
    assert_frame_equal(log.table("spells", schema=SCHEMA), expected)


def test_an_event_that_never_happened_has_an_empty_table() -> None:
    table = Log().table("spells", schema=SCHEMA)

    assert table.schema == SCHEMA
    assert table.height == 0


def test_a_diary_tells_whom_something_happens_to_on_a_day() -> None:
    diary = Diary.of(
        day=np.array([7, 5, 7]), account=np.array([0, 1, 2]), since=np.array([1, 2, 3])
    )

    accounts, since = diary.on(7)

    assert accounts.tolist() == [0, 2]
    assert since.tolist() == [1, 3]
    assert diary.on(6)[0].tolist() == []
