from collections.abc import Callable
from weakref import ref

import polars as pl
import pytest

from insight.remembered import remembered


@pytest.fixture
def asked() -> list[str]:
    """What the function of `total` was really asked for."""
    return []


@pytest.fixture
def total(asked: list[str]) -> Callable[..., int]:
    """A function of one or two frames and an option that notes each real call."""

    @remembered
    def total(*frames: pl.DataFrame, times: int = 1) -> int:
        asked.append(f"{len(frames)} frames, {times} times")
        return times * sum(int(frame["n"].sum()) for frame in frames)

    return total


def test_the_same_frame_is_asked_for_once(
    total: Callable[..., int], asked: list[str]
) -> None:
    rows = pl.DataFrame({"n": [1, 2]})

    answers = [total(rows), total(rows), total(rows, times=2), total(rows, times=2)]

    assert answers == [3, 3, 6, 6]
    assert asked == ["1 frames, 1 times", "1 frames, 2 times"]


def test_an_equal_frame_is_another_one(
    total: Callable[..., int], asked: list[str]
) -> None:
    rows, same = pl.DataFrame({"n": [1]}), pl.DataFrame({"n": [1]})

    assert total(rows) + total(same) == 2
    assert len(asked) == 2


def test_frames_are_told_apart_by_their_order(total: Callable[..., int]) -> None:
    @remembered
    def first(left: pl.DataFrame, right: pl.DataFrame) -> int:
        assert right.height
        return int(left["n"][0])

    one, two = pl.DataFrame({"n": [1]}), pl.DataFrame({"n": [2]})

    assert [first(one, two), first(two, one), first(one, two)] == [1, 2, 1]


def test_no_frame_is_mistaken_for_one_that_is_gone(
    total: Callable[..., int], asked: list[str]
) -> None:
    answers = [total(pl.DataFrame({"n": [number]})) for number in range(300)]

    assert answers == list(range(300))
    assert len(asked) == 300


def test_an_answer_goes_with_its_frame() -> None:
    @remembered
    def doubled(rows: pl.DataFrame) -> pl.DataFrame:
        return rows.select(pl.col("n") * 2)

    rows = pl.DataFrame({"n": [1]})
    answer = ref(doubled(rows))
    held = answer() is not None

    del rows

    assert held
    assert answer() is None


def test_a_frame_that_is_its_own_answer_is_not_held() -> None:
    @remembered
    def itself(rows: pl.DataFrame) -> pl.DataFrame:
        return rows

    rows = pl.DataFrame({"n": [1]})
    is_same, alive = itself(rows) is rows, ref(rows)

    del rows

    assert is_same
    assert alive() is None


def test_without_a_frame_nothing_is_remembered(
    total: Callable[..., int], asked: list[str]
) -> None:
    assert [total(), total()] == [0, 0]
    assert len(asked) == 2
