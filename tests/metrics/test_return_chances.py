import numpy as np
import polars as pl
import pytest

from insight.metrics.former import known_on
from insight.metrics.return_chances import (
    FACTS,
    SINCE,
    ChanceModel,
    chance_model,
)
from insight.statistics.estimates import Refusal

AS_OF, EXITS = 1_500, 1_200


def exits(*, well: float, other: float, seed: int = 1) -> pl.DataFrame:
    """Exits on days 0 to 1,000, half of them good; a daily chance to be back from day 31."""
    rng = np.random.default_rng(seed)
    good = rng.random(EXITS) < 0.5
    day = rng.integers(0, 1_000, EXITS)
    wait = 31 + rng.exponential(1 / np.where(good, well, other)).astype(int)
    back = day + wait <= AS_OF
    return pl.DataFrame(
        {
            "account": np.arange(EXITS),
            "day": day,
            "days": np.where(back, wait, AS_OF - day),
            "event": back.astype(int),
            "mrr": np.full(EXITS, 100),
        }
    ).with_columns(
        *(pl.lit(None, dtype=pl.Int64).alias(since) for since in SINCE.values()),
        *(
            pl.Series(name, good if name == "left_well" else rng.random(EXITS) < 0.5)
            for name in FACTS
        ),
    )


def fitted(rows: pl.DataFrame, day: int = AS_OF) -> ChanceModel:
    model = chance_model(rows, day=day, grace_days=30)
    assert isinstance(model, ChanceModel)
    return model


def test_chances_are_those_the_world_was_made_with() -> None:
    rows = exits(well=0.001, other=0.0003)
    out = known_on(rows, day=AS_OF).filter(pl.col("event") == 0, pl.col("days") > 200)

    chances = out.with_columns(fitted(rows).chances(out))

    means = dict(chances.group_by("left_well").agg(pl.col("chance").mean()).rows())
    assert means[True] == pytest.approx(1 - np.exp(-180 * 0.001), abs=0.04)
    assert means[False] == pytest.approx(1 - np.exp(-180 * 0.0003), abs=0.02)


def test_facts_that_explain_nothing_count_next_to_nothing() -> None:
    weights = [
        fitted(exits(well=0.0005, other=0.0005, seed=seed)).weight for seed in range(5)
    ]

    assert np.mean(weights) < 0.35
    assert fitted(exits(well=0.001, other=0.0002)).weight > 0.8


def test_nothing_that_came_after_the_day_changes_the_model() -> None:
    rows = exits(well=0.001, other=0.0003)
    day = 900
    later = pl.col("day") + pl.col("days") > day
    other_future = rows.with_columns(
        event=pl.when(later).then(0).otherwise("event"),
        days=pl.when(later).then(AS_OF - pl.col("day")).otherwise("days"),
    ).filter(pl.col("day") <= day)

    one, other = fitted(rows, day), fitted(other_future, day)

    assert one.returns == other.returns
    assert one.full == pytest.approx(other.full)


def test_below_twenty_returns_there_is_no_chance() -> None:
    rows = exits(well=0.00001, other=0.00001)

    found = chance_model(rows, day=AS_OF, grace_days=30)

    assert isinstance(found, Refusal)
    assert "of the 20 returns" in found.reason


def test_nobody_can_be_back_within_the_grace() -> None:
    rows = exits(well=0.001, other=0.001)
    today = rows.head(1).with_columns(days=pl.lit(0))
    model = fitted(rows)

    whole = ChanceModel(
        model.facts, model.usual, model.full, model.weight, model.ceases,
        model.returns, grace_days=180,
    )  # fmt: skip

    assert whole.chances(today)[0] == 0
    assert model.chances(today)[0] > 0
