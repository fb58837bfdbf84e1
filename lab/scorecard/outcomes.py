"""What tests say: how many passed, and the figures that they recorded on the way."""

import importlib.util
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 7_200


@dataclass(frozen=True, slots=True)
class Tested:
    """The outcome of a run of tests; a test that was skipped proves nothing."""

    passed: int
    others: int
    figures: dict[str, list[float]]

    @property
    def is_whole(self) -> bool:
        """Whether there were tests, and all of them passed."""
        return self.passed > 0 and not self.others

    @property
    def told(self) -> str:
        """How many passed, in words."""
        failed = f", {self.others} failed or skipped" if self.others else ""
        return f"{self.passed} tests passed{failed}"

    def total(self, figure: str) -> int:
        """The sum of a figure that tests recorded by `record_property`."""
        return int(sum(self.figures.get(figure, [])))


def outcome(*tests: str, words: str = "", **settings: str) -> Tested:
    """Runs tests of ours in a process of their own.

    Args:
        tests: Files, folders or single tests, from the top of the project.
        words: What the names of the tests have to hold (`-k`).
        settings: Variables of the environment.
    """
    with tempfile.TemporaryDirectory() as place:
        report = Path(place) / "report.xml"
        chosen = ["-k", words] if words else []
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-o",
            "junit_family=xunit1",
        ]
        subprocess.run(  # noqa: S603 - our own tests
            [*command, f"--junitxml={report}", *chosen, *tests],
            cwd=ROOT,
            env={**os.environ, **settings},
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        return _read(report) if report.exists() else Tested(0, 1, {})


def module(path: str) -> ModuleType:
    """A file of ours that lies in no package, from the top of the project."""
    name = path.removesuffix(".py").replace("/", "_")
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, ROOT / path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    made = importlib.util.module_from_spec(spec)
    sys.modules[name] = made
    spec.loader.exec_module(made)
    return made


def _read(report: Path) -> Tested:
    cases = list(ElementTree.parse(report).getroot().iter("testcase"))  # noqa: S314 - ours
    figures: dict[str, list[float]] = defaultdict(list)
    for figure in (each for case in cases for each in case.iter("property")):
        figures[figure.attrib["name"]].append(float(figure.attrib["value"]))
    others = sum(
        case.find(outcome) is not None
        for case in cases
        for outcome in ("failure", "error", "skipped")
    )
    return Tested(len(cases) - others, others, dict(figures))
