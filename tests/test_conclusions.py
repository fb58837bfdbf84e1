"""A short version of the study in lab/conclusions.py, on worlds with fixed seeds."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from insight.statistics.conclusions import Answer

Script = Callable[[str], ModuleType]


@pytest.fixture(scope="module")
def study(script: Script) -> Any:
    module = script("conclusions")
    by_name = {setting.name: setting for setting in module.SETTINGS}

    def of(name: str, *, seeds: range) -> list[dict[str, Any]]:
        return [module.history(by_name[name], seed=s, every=180) for s in seeds]

    return of


@pytest.mark.parametrize(
    "name",
    [
        "300 exits",
        "companies cease 3 times as often after good exits",
        "the return rate halves on a day, more exits are good",
        "reasons matter, and staff are kinder to some",
    ],
)
def test_nothing_is_found_where_nothing_is(study: Any, name: str) -> None:
    told = study(name, seeds=range(8))

    # Of 8 worlds that err in 5% more than 2 err in 6 of 1,000 studies.
    assert sum(bool(world["false"]) for world in told) <= 2
    assert not any("good" in world["false"] for world in told)


def test_returns_that_are_2_5_times_as_frequent_are_found(study: Any) -> None:
    told = study(
        "2.5 times the rate after a good exit; of 100 others 20 come back",
        seeds=range(10),
    )

    assert sum(world["right"] is not None for world in told) >= 5
    assert not any("good" in world["false"] for world in told)


def test_records_that_are_blank_answer_nothing(script: Script) -> None:
    worlds, module = script("conclusions_worlds"), script("conclusions")
    world = worlds.World(400, 0.3, known=0.4, times={"good": 3.0, "pushed": 0.3})
    rows = worlds.exits(world, module.np.random.default_rng(1))

    told = module.returns_told(worlds.looked_at(rows, worlds.DAYS))

    for name in ("good", "pushed"):
        assert told[name].answer is Answer.CANNOT_TELL
        assert told[name].early_sign is None
        assert told[name].refusal is not None
        assert "at least half" in told[name].refusal
