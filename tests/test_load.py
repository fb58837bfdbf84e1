import importlib.util
import sys
from itertools import islice
from pathlib import Path
from statistics import mean
from types import ModuleType

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def load() -> ModuleType:
    """benchmarks/load.py, which is a script and no part of a package."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [str(FOLDER), *sys.path])
        spec = importlib.util.spec_from_file_location("load", FOLDER / "load.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        patch.setitem(sys.modules, "load", module)
        spec.loader.exec_module(module)
    return module


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
