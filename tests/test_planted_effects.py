import os
import runpy
from math import log
from pathlib import Path

import polars as pl
import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "lab" / "planted_effects.py"
SEEDS = range(1, 21)

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif("CI" not in os.environ, reason="twenty worlds; set CI=true"),
]


@pytest.fixture(scope="module")
def rows() -> pl.DataFrame:
    found = runpy.run_path(str(SCRIPT))["study"](SEEDS)
    assert isinstance(found, pl.DataFrame)
    return found


def _ratios(rows: pl.DataFrame, effect: str) -> pl.Series:
    return rows.filter(pl.col("effect") == effect)["ratio"]


def _mean_log(rows: pl.DataFrame, effect: str) -> float:
    return float(_ratios(rows, effect).log().to_numpy().mean())


def test_the_adjusted_ratio_of_a_good_exit_is_right_on_average(
    rows: pl.DataFrame,
) -> None:
    assert abs(_mean_log(rows, "good exit") - log(1.8)) < 0.1


def test_the_crude_ratio_of_a_good_exit_is_larger_in_every_world(
    rows: pl.DataFrame,
) -> None:
    crude, adjusted = _ratios(rows, "good exit, crude"), _ratios(rows, "good exit")

    assert (crude > adjusted).all()


@pytest.mark.parametrize(
    "effect", ["good exit", "pushed", "uncontrollable", "poor fit", "festering"]
)
def test_intervals_cover_the_truth_in_most_worlds(
    rows: pl.DataFrame, effect: str
) -> None:
    low, truth, high = (
        rows.filter(pl.col("effect") == effect)[c] for c in ("low", "truth", "high")
    )

    # Of 20 intervals that hold in 95%, fewer than 17 hold in 2 of 100 studies.
    assert ((low < truth) & (truth < high)).sum() >= 17


def test_festering_is_nearly_three_at_the_same_age(rows: pl.DataFrame) -> None:
    assert abs(_mean_log(rows, "festering") - log(3)) < 0.1
    assert _mean_log(rows, "festering") > _mean_log(rows, "festering, all ages")


def test_a_region_is_seldom_taken_for_a_cause(rows: pl.DataFrame) -> None:
    by_seed = rows.unique("seed")

    assert (by_seed["q"] > 0.1).sum() >= 0.85 * len(SEEDS)


def test_no_verdict_is_on_the_wrong_side(rows: pl.DataFrame) -> None:
    judged = rows.filter(pl.col("answer").is_not_null())

    assert judged.filter(answer="no").is_empty()
    assert set(judged.filter(effect="festering")["answer"]) == {"yes"}
    assert judged.filter(answer="yes")["effect"].n_unique() >= 3
