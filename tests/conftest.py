"""The scripts of lab/, which are no part of a package, and how every test runs."""

import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import settings

MAIN = sys.modules["__main__"]
LAB = Path(__file__).resolve().parents[1] / "lab"

settings.register_profile("however busy the machine is", deadline=None)
settings.load_profile("however busy the machine is")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leaves what takes long to the machines that check every change."""
    if os.environ.get("CI") != "true":
        waits = pytest.mark.skip(reason="slow: runs where CI is set")
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(waits)


@pytest.fixture(autouse=True)
def main_again() -> Iterator[None]:
    """Puts `__main__` back: a page leaves its script there, and new processes begin with it."""
    yield
    sys.modules["__main__"] = MAIN


@pytest.fixture(scope="module")
def script() -> Iterator[Callable[[str], ModuleType]]:
    """Imports a script of lab/ or of lab/scorecard/ by its name."""
    before = dict(sys.modules)
    with pytest.MonkeyPatch.context() as patch:
        folders = [str(LAB), str(LAB / "scorecard")]
        patch.setattr(sys, "path", [*folders, *sys.path])
        yield import_module
    for name in sys.modules.keys() - before.keys():
        if str(LAB) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]
