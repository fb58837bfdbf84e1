"""Rows 34 to 36: what the code rests on, and what the tests notice."""

import json
import subprocess
import sys

from outcomes import ROOT, module, outcome
from row import Measured, Row, judged, not_run

MUTATION = ROOT / "docs" / "mutation.json"
REPEATED = ROOT / "docs" / "repeated.json"
RUNS = 20


def dependencies(**_: bool) -> Measured:
    """Pinned and installed packages against the list that is kept; no service is asked."""
    floors = module("tests/test_floors.py")
    found = outcome("tests/test_floors.py")
    if not found.is_whole:
        return judged(found.told, good=False)
    pins = {name: v for lock in floors.LOCKS for name, v in floors.pinned(lock).items()}
    known = sum(len(fixed) for fixed in floors.FIXED_IN.values())
    value = (
        f"0 of {len(pins)} pinned and {len(floors.installed())} installed have one of the "
        f"{known} holes, in {len(floors.FIXED_IN)} packages, of the list of "
        f"{floors.LIST['made']}; no advisory service was asked"
    )
    return judged(value, good=True)


def mutation(**_: bool) -> Measured:
    """Planted faults that the tests notice, as lab/mutation.py found."""
    if not MUTATION.exists():
        return not_run("not run")
    lines = json.loads(MUTATION.read_text())["scores"]
    told, good = [], len(lines) >= 3
    for name, value, _, verdict in (line.split(" | ") for line in lines):
        told.append(f"{name.split(', ')[-1]} {value}")
        good = good and verdict == "PASS"
    return judged("; ".join(told), good=good)


def branches(**_: bool) -> Measured:
    """Branches of the same code that tests take, and as many runs as were made of them."""
    script = str(ROOT / "lab" / "branches.py")
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, script], capture_output=True, text=True, check=False
    )
    lines = [line.split(" | ") for line in done.stdout.splitlines() if " | " in line]
    told = [f"{name.split(', ')[-1]} {value}" for name, value, *_ in lines]
    runs, is_steady = _repeated()
    return judged("; ".join([*told, runs]), good=not done.returncode and is_steady)


def _repeated() -> tuple[str, bool]:
    """Tests that failed in some run, as lab/repeated.py found; whether that is all."""
    if not REPEATED.exists():
        return "no runs in a row", False
    found = json.loads(REPEATED.read_text())
    flaky, runs = len(found["flaky"]), found["runs"]
    return f"{flaky} of {found['tests']} tests flaky in {runs} runs", not flaky and runs >= RUNS  # fmt: skip


ROWS = (
    Row(
        34, "packages with known holes", "0 that the list kept here knows", dependencies
    ),
    Row(35, "mutation score of intake, metrics, authorisation", ">= 85%", mutation),
    Row(36, "branches covered there; flaky tests in 20 runs", ">= 95%; 0", branches),
)
