"""Times of several ways to do one thing, taken in turns so that they are comparable."""

import resource
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, Self

Way = Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table: a figure, its target where there is one, and its sizes.

    Without the package that it is compared with, `missing`, there is no figure.
    """

    name: str
    value: float
    unit: str
    sizes: str
    target: str = ""
    missing: str = ""

    def __str__(self) -> str:
        missed = "  missed" if self.is_missed else ""
        return f"{self.name:48}{self.figure:>14}{self.target:>9}  {self.sizes}{missed}"

    @classmethod
    def without(cls, package: str, name: str, sizes: str) -> Self:
        """The line of a comparison whose other side is not installed."""
        return cls(name, 0.0, "", sizes, missing=package)

    @property
    def is_missed(self) -> bool:
        """Whether the figure is above the target, which reads "<= 4" or nothing."""
        if self.missing or not self.target:
            return False
        return self.value > float(self.target.removeprefix("<="))

    @property
    def figure(self) -> str:
        """The value to three digits, with its unit."""
        if self.missing:
            return f"{self.missing} is not installed"
        digits = f"{self.value:,.0f}" if abs(self.value) >= 100 else f"{self.value:.3g}"
        return f"{digits} {self.unit}".rstrip()


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds by the clock, and seconds of all cores that worked on it."""

    clock: float
    processor: float


def seconds(way: Way) -> float:
    """Wall seconds of one go."""
    return took(way).clock


def took(way: Way) -> Took:
    """Both kinds of seconds of one go."""
    started, used = perf_counter(), process_time()
    way()
    return Took(perf_counter() - started, process_time() - used)


def summed(times: Iterable[Took]) -> Took:
    """What several took together."""
    all_of_them = list(times)
    return Took(
        sum(one.clock for one in all_of_them),
        sum(one.processor for one in all_of_them),
    )


def medians(times: Sequence[Took]) -> Took:
    """The median of each kind of seconds."""
    return Took(
        median(one.clock for one in times), median(one.processor for one in times)
    )


def interleaved(
    ways: Mapping[str, Way], *, rounds: int = 5, warm_up: bool = True
) -> dict[str, Took]:
    """Median seconds of each way; every round runs all of them once, in turn.

    A round before the first one warms up and is not counted, unless all ran already.
    """
    times: dict[str, list[Took]] = {name: [] for name in ways}
    for number in range(not warm_up, rounds + 1):
        for name, way in ways.items():
            one = took(way)
            if number:
                times[name].append(one)
    return {name: medians(taken) for name, taken in times.items()}


def ratios(
    name: str, ours: Took, theirs: Took, *, sizes: str, target: str = ""
) -> Iterator[Result]:
    """Ours as a multiple of theirs, by the clock and in processor time."""
    times = ours.clock / theirs.clock
    yield Result(name, times, "x", sizes, target)
    times = ours.processor / theirs.processor
    yield Result(f"{name}, processor", times, "x", sizes, target)


def peak_bytes() -> int:
    """The most memory of this process, without what the one that started it had."""
    status = Path("/proc/self/status")
    if status.exists():
        [peak] = [row for row in status.read_text().splitlines() if "VmHWM" in row]
        return int(peak.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
