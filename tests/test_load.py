from collections.abc import Callable
from itertools import islice
from statistics import mean
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def load(script: Callable[[str], ModuleType]) -> ModuleType:
    return script("load")


def test_no_two_sessions_pause_in_step(load: ModuleType) -> None:
    first, second = (
        list(islice(load.pauses(number, think=5.0), 200)) for number in (1, 2)
    )

    assert not set(first) & set(second)
    assert mean(first) == pytest.approx(5.0, rel=0.15)
    assert min(first + second) >= 0


def test_the_95th_percentile_is_of_the_slow_end(load: ModuleType) -> None:
    assert load.p95([1.0] * 90 + [9.0] * 10) == 9.0
    assert load.p95([2.0]) == 2.0
