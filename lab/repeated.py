"""How often the tests of intake, metrics and authorisation fail when nothing changed.

python lab/repeated.py [--runs 20] [--minutes 20]

Runs the tests that lab/branches.py runs again and again, their files in another
order each time, and writes docs/repeated.json: how many runs there were, and which tests
failed in one of them. `--minutes` starts no further run after them, but always a first.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from math import inf
from pathlib import Path
from random import Random
from time import monotonic
from xml.etree import ElementTree

from mutation import OPTIONS, ROOT, files_with_tests

OUT = ROOT / "docs" / "repeated.json"
ENDED = {0, 1}


def failed(order: int, report: Path) -> tuple[int, set[str]]:
    """How many tests ran in this order of their files, and those that did not pass.

    Raises:
        RuntimeError: pytest itself broke off.
    """
    files = Random(order).sample(files_with_tests(), k=len(files_with_tests()))  # noqa: S311
    asked = ["-q", "-p", "no:cacheprovider", f"--junitxml={report}", *OPTIONS, *files]
    done = subprocess.run(  # noqa: S603 - our own tests
        [sys.executable, "-m", "pytest", *asked], cwd=ROOT, check=False
    )
    if done.returncode not in ENDED:
        raise RuntimeError(f"Run {order} ended with {done.returncode}.")
    cases = list(ElementTree.parse(report).getroot().iter("testcase"))  # noqa: S314 - ours
    lost = [
        f"{case.attrib['classname']}.{case.attrib['name']}"
        for case in cases
        if case.find("failure") is not None or case.find("error") is not None
    ]
    return len(cases), set(lost)


def main() -> None:
    """Prints how many tests failed in one of the runs; fails where one did."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--minutes", type=float, default=inf)
    asked = parser.parse_args()
    until = monotonic() + 60 * asked.minutes
    runs, tests, lost = 0, 0, set[str]()
    with tempfile.TemporaryDirectory() as place:
        while runs < asked.runs and (not runs or monotonic() < until):
            tests, now = failed(runs, Path(place) / "report.xml")
            runs, lost = runs + 1, lost | now
            said = {"runs": runs, "tests": tests, "flaky": sorted(lost)}
            OUT.write_text(json.dumps(said, indent=1) + "\n", encoding="utf-8")
    verdict = "FAIL" if lost else "PASS"
    print(f"flaky tests | {len(lost)} of {tests} in {runs} runs | 0 | {verdict}")
    sys.exit(bool(lost))


if __name__ == "__main__":
    main()
