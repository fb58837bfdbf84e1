"""A short version of the study in lab/backtest.py, on worlds with fixed seeds."""

from collections.abc import Callable
from types import ModuleType

Script = Callable[[str], ModuleType]


def test_the_first_of_the_list_come_back_more_often_than_at_random(
    script: Script,
) -> None:
    study = script("backtest")

    found = [study.tried(seed, before=0) for seed in (2, 3)]

    at_random = sum(one.at_random for one in found)
    assert sum(one.chance for one in found) > at_random
    assert [one.page for one in found] == [one.chance for one in found]


def test_where_nothing_matters_the_list_is_as_good_as_by_mrr(
    script: Script,
) -> None:
    study = script("backtest")

    with study.world_with(study.NONE):
        found = study.tried(1, before=0)

    assert not found.by_chance
    assert found.shown == found.mrr
