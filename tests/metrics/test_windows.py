"""The window steps say the same on sorted Polars rows as with windows on any engine."""

from collections.abc import Callable

import narwhals as nw
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from insight.metrics import windows
from insight.metrics.frame import Frame, lazy, polars

Step = Callable[[Frame], Frame]
Row = tuple[int, str, int, int]
COLUMNS = {
    "account": pl.Int64,
    "name": pl.String,
    "start": pl.Int64,
    "length": pl.Int64,
}

rows = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 2, 2**33 - 1]),
        st.sampled_from("ab"),
        st.integers(-400, 400),
        st.sampled_from([1, 2, 30, 300]),
    ),
    max_size=12,
    unique_by=lambda row: (row[0], row[2]),
)


def _starts_and_ends(f: Frame) -> Frame:
    ends = f.select("account", start=nw.col("end"), length=-nw.col("length"))
    return nw.concat([f.select("account", "start", "length"), ends])


STEPS: dict[str, Step] = {
    "numbered": lambda f: windows.numbered(f, "no", by=["account", "start"]),
    "running": lambda f: windows.running(
        f, {"total": "length"}, within="account", by="start"
    ),
    "following": lambda f: windows.following(
        f, {"next": "start", "its": "name"}, within="account", by="start"
    ),
    "levels": lambda f: windows.levels(
        _starts_and_ends(f), ["length"], within="account", by="start"
    ),
    "stretches": lambda f: windows.stretches(f, gap=1),
    "stretches of two keys": lambda f: windows.stretches(
        f, gap=0, within=["account", "name"]
    ),
    "joined": lambda f: windows.joined(f, gap=30),
}


def intervals(drawn: list[Row]) -> Frame:
    frame = pl.DataFrame(drawn, schema=COLUMNS, orient="row")
    return lazy(frame.with_columns(end=pl.col("start") + pl.col("length")))


def with_windows(step: Step, frame: Frame) -> pl.DataFrame:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "is_polars", lambda _: False)
        return polars(step(frame))


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
@settings(max_examples=30, deadline=None, derandomize=True)
@given(drawn=rows)
def test_sorted_rows_say_what_windows_say(step: Step, drawn: list[Row]) -> None:
    frame = intervals(drawn)

    fast = polars(step(frame))

    assert_frame_equal(fast, with_windows(step, frame), check_row_order=False)


def test_intervals_a_day_apart_are_joined_by_a_gap_of_a_day() -> None:
    frame = intervals([(1, "a", -5, 5), (1, "a", 1, 1), (1, "a", 4, 1), (2, "a", 1, 9)])

    found = polars(windows.joined(frame, gap=1)).sort("account", "start")

    assert found.rows() == [(1, -5, 2), (1, 4, 5), (2, 1, 10)]
