"""Times of several ways to do one thing, taken in turns so that they are comparable."""

import os
import platform
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from statistics import median
from time import perf_counter
from typing import Any

Way = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table: a figure, its target where there is one, and its sizes."""

    name: str
    value: float
    unit: str
    sizes: str
    target: str = ""

    @property
    def is_missed(self) -> bool:
        """Whether the figure is above the target, which reads "<= 4" or nothing."""
        return bool(self.target) and self.value > float(self.target.removeprefix("<="))

    def to_dict(self) -> dict[str, object]:
        """The line as it is written to results.json."""
        return asdict(self)


def seconds(way: Way) -> float:
    """Wall seconds of one go."""
    started = perf_counter()
    way()
    return perf_counter() - started


def interleaved(
    ways: Mapping[str, Way], *, rounds: int = 5, warm_up: bool = True
) -> dict[str, float]:
    """Median wall seconds of each way; every round runs all of them once, in turn.

    A round before the first one warms up and is not counted, unless all ran already.
    """
    times: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(not warm_up, rounds + 1):
        for name, way in ways.items():
            took = seconds(way)
            if number:
                times[name].append(took)
    return {name: median(taken) for name, taken in times.items()}


def machine() -> dict[str, object]:
    """What the figures were taken on, and how busy it was with other things."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load": load,
    }
