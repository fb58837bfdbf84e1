"""What `make` installs from: pinned, hashed, and the same for running and testing."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("runtime", "development", "spark", "cluster")


def pins(lock: str) -> dict[str, str]:
    text = (ROOT / ".lock" / f"{lock}.txt").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=\S)", re.sub(r"^ *#.*\n", "", text, flags=re.MULTILINE))
    return {block.splitlines()[0].rstrip(" \\"): block.rstrip() for block in blocks}


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=!~; ]", requirement)[0] for requirement in requirements}


def pinned_names(lock: str) -> set[str]:
    return {pin.split("==")[0] for pin in pins(lock)}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_its_hashes(lock: str) -> None:
    without = [
        pin for pin, block in pins(lock).items() if "--hash=sha256:" not in block
    ]

    assert without == []


def test_tests_run_on_exactly_what_the_app_runs_on() -> None:
    runtime, development = pins("runtime"), pins("development")

    assert {pin: development.get(pin) for pin in runtime} == runtime


def test_spark_is_tested_on_what_everything_else_is_tested_on() -> None:
    runtime, spark = pins("runtime"), pins("spark")

    assert {pin: spark.get(pin) for pin in runtime} == runtime


def test_the_locks_hold_everything_the_project_declares() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    project, groups = declared["project"], declared["dependency-groups"]

    needed = names([*project["dependencies"], *groups["build"]])
    extras = project["optional-dependencies"]
    wanted = names([*groups["dev"], *extras["postgres"]])

    assert needed - pinned_names("runtime") == set()
    assert wanted - pinned_names("development") == set()
    assert names(extras["spark"]) - pinned_names("spark") == set()
    assert names(groups["cluster"]) - pinned_names("cluster") == set()
