"""The stages of the benchmarks: each in a process of its own, so that none ends the others."""

import multiprocessing
import os
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from time import perf_counter
from typing import Any

from keeping import today
from results import Stage
from timing import Result


@dataclass(frozen=True, slots=True)
class Sizes:
    """What `measured` of a stage's module is given in a whole run, and in a quick one."""

    whole: Mapping[str, Any]
    quick: Mapping[str, Any]


STAGES = {
    "insights": Sizes({"accounts": 1_000_000}, {"accounts": 50_000}),
    "raw": Sizes({"accounts": 1_000_000}, {"accounts": 20_000}),
    "growth": Sizes({}, {"sizes": (5_000, 50_000)}),
    "storing": Sizes({"rows": 1_000_000}, {"rows": 100_000}),
    "survival": Sizes({"rows": 1_000_000}, {"rows": 100_000}),
    "starting": Sizes({}, {"starts": 1}),
    "pages": Sizes({"sizes": (2_000, 1_000_000)}, {"sizes": (2_000,), "rounds": 2}),
    "load": Sizes({}, {"sizes": (50,), "seconds": 15}),
}


def run(
    name: str, given: Mapping[str, Any], *, tell: Callable[[Result], object]
) -> Stage:
    """What came of a stage.

    Args:
        name: The module beside this one whose `measured` is the stage.
        given: The arguments of it.
        tell: Called with each result as soon as it is known.
    """
    load, started, results, failed = os.getloadavg()[0], perf_counter(), [], ""
    for told in _apart(name, given):
        if isinstance(told, Result):
            results.append(told)
            tell(told)
        else:
            failed = told
    took = perf_counter() - started
    return Stage(name, today(), round(load, 1), round(took, 1), failed, results)


def _apart(name: str, given: Mapping[str, Any]) -> Iterator[Result | str]:
    """Results, and at the end why there are no more of them where it broke off."""
    spawned = multiprocessing.get_context("spawn")
    ours, theirs = spawned.Pipe(duplex=False)
    process = spawned.Process(target=_measure, args=(theirs, name, given))
    process.start()
    theirs.close()
    with suppress(EOFError):
        while True:
            yield ours.recv()
    process.join()
    if process.exitcode:
        yield f"broke off: its process ended with {process.exitcode}"


def _measure(out: Connection, name: str, given: Mapping[str, Any]) -> None:
    try:
        for result in import_module(name).measured(**given):
            out.send(result)
    except Exception as error:
        traceback.print_exc()
        said = " ".join(f"broke off: {type(error).__name__}: {error}".split())
        out.send(said[:200])
