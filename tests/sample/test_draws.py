import numpy as np
import pytest

from insight.sample.draws import chosen, chosen_by, empty_as_null, looked_up, stream


def test_each_key_is_drawn_from_its_own_shares() -> None:
    keys = np.array(["a", "b", "c"] * 2_000)
    tables = {"a": {"x": 3.0, "y": 1.0}, "b": {"z": 1.0}}

    picks = chosen_by(stream(1, "test"), tables, keys=keys)

    assert (picks[keys == "a"] == "x").mean() == pytest.approx(0.75, abs=0.03)
    assert set(picks[keys == "a"]) == {"x", "y"}
    assert set(picks[keys == "b"]) == {"z"}
    assert set(picks[keys == "c"]) == {""}


def test_no_keys_give_no_picks() -> None:
    picks = chosen_by(
        stream(1, "test"), {"a": {"x": 1.0}}, keys=np.array([], dtype=str)
    )

    assert picks.tolist() == []


def test_shares_need_not_sum_to_one() -> None:
    picks = chosen(stream(1, "test"), {"x": 8.0, "y": 2.0}, count=4_000)

    assert (picks == "y").mean() == pytest.approx(0.2, abs=0.03)


def test_streams_differ_by_noun_and_by_seed_and_repeat() -> None:
    draws = [stream(*key).random() for key in ((1, "a"), (1, "a"), (1, "b"), (2, "a"))]

    assert draws[0] == draws[1]
    assert len(set(draws)) == 3


def test_a_key_without_a_value_is_worth_zero() -> None:
    values = looked_up({"a": 0.5}, np.array(["a", "b"]))

    assert values.tolist() == [0.5, 0.0]


def test_empty_words_become_nulls() -> None:
    column = empty_as_null(np.array(["", "word"]))

    assert column.to_list() == [None, "word"]
